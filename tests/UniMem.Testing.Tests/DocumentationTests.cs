using System.Reflection;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Tests;

public sealed class DocumentationTests
{
    [Test]
    public void Rules_AllOfThem_HaveASectionInTheDocumentation()
    {
        var rules = typeof(RuleAttribute).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<RuleAttribute>()?.Id).OfType<string>().Distinct();
        var sections = File.ReadLines(Path.Combine(Repository(), "docs/contracts.md")).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..]);
        Assert.That(sections, Is.EquivalentTo(rules));
    }

    [Test]
    public void Contracts_AllThatCanBeInherited_AreListedInTheDocumentation()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs/contracts.md"));
        var inherited = typeof(DocumentationTests).Assembly.GetTypes().Select(type => type.BaseType).Where(parent => parent is { IsGenericType: true })
            .Where(parent => parent!.Assembly == typeof(RuleAttribute).Assembly).Select(parent => parent!.Name.Split('`')[0]).Distinct();
        Assert.That(inherited.Where(name => !page.Contains($"`{name}<TConfig>`", StringComparison.Ordinal)), Is.Empty);
    }

    private static string Repository() =>
        typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Repository").Value!;
}
