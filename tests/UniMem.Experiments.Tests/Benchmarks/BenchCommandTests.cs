using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>The command as its users know it, with plain PyTorch as a rival.</summary>
public sealed class BenchCommandTests
{
    [Test]
    [Category("Slow")]
    public void Bench_OfAllMethods_HoldsThemAgainstPythonThatComputesTheSameAndGoesOn()
    {
        Benches.NeedsPython();
        using var place = new TemporaryFolder();
        string[] words = ["bench", "--quick", "--threads", "1", "--rival", "python", "--from", Repository.At("experiments/speed"), "--out", place.Path, "--size"];
        var (code, output) = Benches.Command([.. words, "small"]);
        Assert.That(code, Is.Zero, output);

        var rows = CsvTable.Read(place.At("results.csv")).Rows;
        Assert.That(rows.Select(row => row["method"]).Distinct().Count(), Is.EqualTo(6));
        Assert.That(rows, Has.Count.EqualTo(6 * 3 * 2));
        Assert.That(rows.Select(row => row.Double("rival_seconds_per_token")), Has.All.GreaterThan(0));
        Assert.That(File.ReadAllText(place.At("summary.md")), Does.Contain("| unimix").And.Contain("## Targets missed, small"));
        Assert.That(place.At("utilisation.png"), Does.Exist);

        var machine = File.ReadAllText(place.At("machine.json"));
        (code, output) = Benches.Command([.. words, "small"]);
        Assert.That(output, Does.Contain("6 of 6 measurements are known from before."));
        Assert.That(File.ReadAllText(place.At("machine.json")), Is.EqualTo(machine), "nothing was measured");

        (code, output) = Benches.Command([.. words, "small,long"]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("6 of 15 measurements are known from before."));
        Assert.That(place.At("speed-by-slots.png"), Does.Exist);
        Assert.That(CsvTable.Read(place.At("documents.csv")).Rows.Select(row => row["method"]).Distinct(), Is.EquivalentTo(new[] { "top-k", "window", "clear-all" }));
    }

    [Test]
    [Category("Slow")]
    public void Bench_WithARivalThatComputesSomethingElse_RefusesToCompare()
    {
        Benches.NeedsPython();
        using var place = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.At("experiments/speed/rivals"), "*.py"))
        {
            place.Write($"rivals/{Path.GetFileName(file)}", File.ReadAllText(file));
        }

        // Transformer-XL has the same weights as Vanilla, and another function.
        File.Copy(place.At("rivals", "transformer_xl.py"), place.At("rivals", "vanilla.py"), overwrite: true);
        File.WriteAllText(place.At("rivals", "vanilla.py"), File.ReadAllText(place.At("rivals", "vanilla.py")).Replace(
            "config[\"model\"][\"memories\"][\"recent\"][\"manage\"][\"capacity\"]", "{\"segments\": 1}", StringComparison.Ordinal));
        place.Write("small.yaml", $"extends: {Repository.At("experiments/speed/small.yaml")}\n");
        place.Write("methods/vanilla.yaml", $"extends: {Repository.At("experiments/speed/methods/vanilla.yaml")}\n");
        var (code, output) = Benches.Command("bench", "--quick", "--size", "small", "--method", "vanilla", "--threads", "1", "--rival", "python", "--from", place.Path, "--out", place.At("out"));

        Assert.That(code, Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("the rival: does not compute what vanilla computes: Evaluate gives"));
        Assert.That(place.At("out", "results.csv"), Does.Not.Exist);
    }

    [TestCase("--threads", "0", "--threads: 0 will not do; write at least 1.")]
    [TestCase("--rival", "published", "--published: --rival published needs the folder of the implementations' clones")]
    [TestCase("--rival", "pythn", "did you mean 'python'?")]
    [TestCase("--published", "somewhere", "--published: has no effect without --rival published.")]
    [TestCase("--pairs", "0", "--pairs: 0 will not do; write at least 1.")]
    [TestCase("--clock", "wal", "did you mean 'wall'?")]
    [TestCase("--size", "long", "--rival: has no effect")]
    [TestCase("device=auto", "dtype=bfloat16", "the programs compute on the CPU in float32")]
    [TestCase("--method", "rtm", "did you mean 'rmt.yaml'?")]
    [TestCase("--size", "smal", "did you mean 'small.yaml'?")]
    public void Bench_OfWrongWords_SaysWhatWouldDo(string option, string word, string expected)
    {
        using var place = new TemporaryFolder();
        string[] rival = option == "--rival" ? [] : ["--rival", "python"];
        var run = Cli.Cli.Run(["bench", "--from", Repository.At("experiments/speed"), "--out", place.At("out"), .. rival, option, word]);

        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(place.At("out", "machine.json"), Does.Not.Exist);
    }
}
