using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Tables;

public sealed class CsvTableTests
{
    [Test]
    public void Write_AwkwardCells_AreReadBackAsTheyWere()
    {
        using var folder = new TemporaryFolder();
        string[] cells = ["a,b", "say \"x\"", "", "\u00e9 = 1"];
        CsvTable.Write(folder.At("t.csv"), ["one", "two", "three", "four"], [cells]);
        var row = CsvTable.Read(folder.At("t.csv")).Rows.Single();
        Assert.That(new[] { row["one"], row["two"], row["three"], row["four"] }, Is.EqualTo(cells));
    }

    [Test]
    public void Read_AHalfWrittenLastLine_PassesOverIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("t.csv"), "step,loss\n1,2.5\n2,2.");
        Assert.That(CsvTable.Read(folder.At("t.csv")).Rows.Select(r => r.Double("loss")), Is.EqualTo(new[] { 2.5 }));
    }

    [Test]
    public void Read_ARecordOfAnotherLength_NamesFileAndLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("t.csv"), "step,loss\n1,2.5\n2\n");
        Assert.That(() => CsvTable.Read(folder.At("t.csv")), Throws.TypeOf<BrokenTableException>().With.Message.Contains("t.csv, line 3"));
    }

    [Test]
    public void Markdown_OfATable_IsAligned() => Assert.That(
        MarkdownTable.Of(["method", "x"], [["a", "1.25"], ["longer|name", "10.5"]]),
        Is.EqualTo("""
            | method       |    x |
            |--------------|-----:|
            | a            | 1.25 |
            | longer\|name | 10.5 |

            """));
}
