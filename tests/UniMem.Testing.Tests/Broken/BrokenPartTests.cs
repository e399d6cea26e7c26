using System.Reflection;
using UniMem.Components;

namespace UniMem.Testing.Tests.Broken;

public sealed class BrokenPartTests
{
    private static IEnumerable<TestCaseData> Parts =>
        from type in typeof(BrokenPartTests).Assembly.GetTypes()
        let breaks = type.GetCustomAttribute<BreaksAttribute>()
        where breaks is not null
        select new TestCaseData(type, breaks.Rule).SetArgDisplayNames(ComponentRegistry.KindOf(type).Name, type.Name, breaks.Rule);

    [TestCaseSource(nameof(Parts))]
    public void Contract_OfABrokenPart_FailsOnItsRuleAndOnNoOther(Type config, string rule)
    {
        var violations = ContractRun.Violations(Fixtures.For(config));
        foreach (var message in violations.Values)
        {
            TestContext.Out.WriteLine(message);
        }

        Assert.That(violations.Keys, Is.EqualTo(new[] { rule }));
        Assert.That(violations[rule], Does.Contain($"violates '{rule}'").And.Contain($"docs/contracts.md#{rule}"));
    }
}
