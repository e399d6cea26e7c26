using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tests.Runs;

public sealed class CsvLogTests
{
    private static readonly string[] Columns = ["step", "loss"];

    [TestCase("", "step,loss\n")]
    [TestCase("step,lo", "step,loss\n")]
    [TestCase("step,loss\n1,9\n2,8\n3,7\n", "step,loss\n1,9\n2,8\n", TestName = "Open_LinesOfStepsToBeDoneAgain_AreDropped")]
    [TestCase("step,loss\n1,9\n2,8", "step,loss\n1,9\n", TestName = "Open_ALineWrittenInPart_IsDropped")]
    [TestCase("step,loss\n1,9\n2,8\n", "step,loss\n1,9\n2,8\n")]
    public void Open_WhatAKilledRunLeft_KeepsTheWholeLinesUpToTheCheckpoint(string before, string after)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("metrics.csv"), before);
        CsvLog.Open(folder.At("metrics.csv"), Columns, completedSteps: 2).Dispose();
        Assert.That(File.ReadAllText(folder.At("metrics.csv")), Is.EqualTo(after));
    }

    [Test]
    public void Append_ALine_IsThereForOthersAtOnce()
    {
        using var folder = new TemporaryFolder();
        using var log = CsvLog.Open(folder.At("metrics.csv"), Columns, completedSteps: 0);
        log.Append(["1", "9.5"]);
        Assert.That(UniMem.Experiments.Tables.CsvTable.Read(folder.At("metrics.csv")).Rows, Has.Count.EqualTo(1));
    }
}
