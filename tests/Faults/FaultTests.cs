namespace UniMem.Faults;

/// <summary>The tests notice what they are there for: each deliberate fault makes a named test fail.</summary>
[Category("Slow")]
[Parallelizable(ParallelScope.Children)]
public sealed class FaultTests
{
    private static IEnumerable<TestCaseData> Faults =>
        FaultTable.All.Select(fault => Of(fault.IsNative, fault).SetArgDisplayNames(fault.Name));

    private static IEnumerable<TestCaseData> Controls => FaultTable.All.GroupBy(fault => (fault.Tests, fault.Project, fault.IsNative))
        .Select(group => Of(group.Key.IsNative, group.ToArray())
            .SetArgDisplayNames($"{group.Key.Project}{(group.Key.IsNative ? " in C++" : "")} before {group.Key.Tests}"));

    private static TestCaseData Of(bool native, object argument) => new TestCaseData(argument).SetCategory(native ? "Native" : "Managed");

    [TestCaseSource(nameof(Faults))]
    public void Fault_InOneLine_IsNoticed(Fault fault)
    {
        using var trial = new Trial(fault);
        var (passed, failed, text) = trial.Run([fault.Test]);

        Assert.That(passed + failed, Is.Positive, $"no test is called {fault.Test}:\n{text}");
        Assert.That(failed, Is.Positive, $"nobody noticed '{fault.Name}':\n{text}");
    }

    [TestCaseSource(nameof(Controls))]
    public void Fault_LeftOut_LetsTheSameTestsPass(Fault[] faults)
    {
        using var trial = new Trial(faults[0] with { Wrong = faults[0].Right });
        var (passed, failed, text) = trial.Run(faults.Select(fault => fault.Test).Distinct());

        Assert.That(failed, Is.Zero, text);
        Assert.That(passed, Is.AtLeast(faults.Select(fault => fault.Test).Distinct().Count()), text);
    }
}
