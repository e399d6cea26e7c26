using UniMem.Components;
using UniMem.Data;
using UniMem.Training;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class CoverageTests
{
    [Test]
    public void Parts_OfEveryKind_AreHeldAgainstTheContractOfTheirKind()
    {
        var registry = new ComponentRegistry().Add(typeof(ComponentConfig).Assembly).Add(typeof(DataConfig).Assembly).Add(typeof(TrainingConfig).Assembly);
        var parts = registry.Kinds.SelectMany(kind => registry.NamesOf(kind).Select(name => registry.Find(kind, name)!));
        var held = typeof(CoverageTests).Assembly.GetTypes().Where(type => type is { IsAbstract: false, ContainsGenericParameters: false, IsNested: false })
            .Select(Subject).Where(subject => subject is not null);

        Assert.That(parts.Except(held), Is.Empty, "these have no test that inherits the contract of their kind");
    }

    /// <summary>The configuration record that a fixture holds against a contract; null when it is no contract.</summary>
    private static Type? Subject(Type type) => type.BaseType is not { } parent ? null
        : parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(ConfigContract<>) ? parent.GenericTypeArguments[0]
        : Subject(parent);
}
