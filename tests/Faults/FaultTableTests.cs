namespace UniMem.Faults;

/// <summary>The table of faults fits the sources.</summary>
public sealed class FaultTableTests
{
    private static IEnumerable<TestCaseData> Faults =>
        FaultTable.All.Select(fault => new TestCaseData(fault).SetArgDisplayNames(fault.Name));

    [TestCaseSource(nameof(Faults))]
    public void Fault_Line_StandsOnceInItsFile(Fault fault) => Assert.That(fault.Applied(), Does.Contain(fault.Wrong));

    [Test]
    public void Table_OfFaults_HasAtLeastThirty()
    {
        Assert.That(FaultTable.All, Has.Count.AtLeast(30));
        Assert.That(FaultTable.All.Select(fault => (fault.File, fault.Right, fault.Wrong)), Is.Unique);
        Assert.That(FaultTable.All.Select(fault => fault.Name), Is.Unique);
    }
}
