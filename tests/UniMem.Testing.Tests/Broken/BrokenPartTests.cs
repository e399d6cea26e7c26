using System.Reflection;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Tests.Broken;

public sealed class BrokenPartTests
{
    /// <summary>Rules of settings are the same code for all kinds: broken managers show that they work. There is no GPU everywhere.</summary>
    private static readonly string[] ShownByManagers = ["settings-lost", "settings-unchecked", "wrong-device"];

    private static readonly (Type Fixture, IEnumerable<string> Rules)[] Tables =
    [
        (typeof(BrokenReaderOf<object>), BrokenReader.Parts.Keys),
        (typeof(BrokenWriterOf<object>), BrokenWriter.Parts.Keys),
        (typeof(BrokenPatternOf<object>), BrokenPattern.Parts.Keys),
        (typeof(BrokenPolicyOf<object>), BrokenPolicy.Parts.Keys),
        (typeof(BrokenJointOf<object>), BrokenJoint.Rules),
        (typeof(BrokenGateOf<object>), BrokenGate.Parts.Keys),
        (typeof(BrokenResidualOf<object>), BrokenResidual.Parts.Keys),
        (typeof(BrokenInputOf<object>), BrokenInput.Parts.Keys),
        (typeof(BrokenOptimizerOf<object>), BrokenOptimizer.Rules),
        (typeof(BrokenScheduleOf<object>), BrokenSchedule.Rules),
        (typeof(BrokenCorpusOf<object>), BrokenCorpus.Rules),
        (typeof(BrokenTokenizerOf<object>), BrokenTokenizer.Rules),
        (typeof(BrokenTaskOf<object>), BrokenTask.Rules),
    ];

    private static IEnumerable<TestCaseData> Managers =>
        from type in typeof(BrokenPartTests).Assembly.GetTypes()
        let breaks = type.GetCustomAttribute<BreaksAttribute>()
        where breaks is not null
        select Case(typeof(ManagerOf<>).MakeGenericType(type), breaks.Rule, type.Name, []);

    private static IEnumerable<TestCaseData> Others =>
        from table in Tables
        from rule in table.Rules
        select Case(table.Fixture, rule, table.Fixture.Name.Split("Of")[0], [rule]).SetCategory("Slow");

    [TestCaseSource(nameof(Managers))]
    [TestCaseSource(nameof(Others))]
    public void Contract_OfABrokenPart_FailsOnItsRuleAndOnNoOther(Type fixture, string rule, object[] arguments)
    {
        var violations = ContractRun.Violations(fixture, arguments);
        foreach (var message in violations.Values)
        {
            TestContext.Out.WriteLine(message);
        }

        Assert.That(violations.Keys, Is.EqualTo(new[] { rule }));
        Assert.That(violations[rule], Does.Contain($"violates '{rule}'").And.Contain($"docs/contracts.md#{rule}"));
    }

    [Test]
    public void Contract_OfAWriterWithAWeightThatGoesIntoNothing_NamesTheWeight()
    {
        var violations = ContractRun.Violations(typeof(BrokenWriterOf<object>), "weight-unused");
        Assert.That(violations.Keys, Is.EqualTo(new[] { "gradient-cut" }));
        Assert.That(violations["gradient-cut"], Does.Contain("weight 'scale'"));
    }

    [Test]
    public void Rules_OfEachContract_HaveABrokenPartEach()
    {
        var broken = Managers.Select(data => (typeof(MemoryManagerContract<>), (string)data.Arguments[1]!))
            .Concat(Tables.SelectMany(table => table.Rules.Select(rule => (table.Fixture.BaseType!.GetGenericTypeDefinition(), rule)))).ToHashSet();
        var rules = from contract in broken.Select(pair => pair.Item1).Distinct()
                    from method in contract.GetMethods()
                    let rule = method.GetCustomAttribute<RuleAttribute>()?.Id
                    where rule is not null && (contract == typeof(MemoryManagerContract<>) || !ShownByManagers.Contains(rule)) && rule != "wrong-device"
                    select (contract, rule);
        Assert.That(rules.Except(broken), Is.Empty);
    }

    private static TestCaseData Case(Type fixture, string rule, string name, object[] arguments) =>
        new TestCaseData(fixture, rule, arguments).SetArgDisplayNames(name, rule);
}
