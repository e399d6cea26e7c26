using UniMem.Cli;
using UniMem.Experiments.Probes;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Probes;

/// <summary>Probes of a small sweep from the command line; the third of its runs is not trained.</summary>
public sealed class ProbeCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _sweep = null!;
    private string _results = null!;
    private IReadOnlyList<RunFolder> _runs = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _results = _folder.At("results");
        _sweep = _folder.Write("small.yaml", $$"""
            extends: [{{Repository.At("configs/runs/tiny.yaml")}}, {{Repository.At("configs/data/recall.yaml")}}]
            device: cpu
            threads: 1
            data:
              corpus: {train: 16, validation: 4, test: 4}
            training:
              steps: 3
              batch: 4
              bptt_segments: 2
              schedule: {warmup_steps: 0}
              optimizer: {learning_rate: 1.0e-2}
            evaluation: {every_steps: 0}
            axes:
              method: [{{Repository.At("configs/methods/vanilla.yaml")}}, {{Repository.At("configs/methods/transformer-xl.yaml")}}, {{Repository.At("configs/methods/rmt.yaml")}}]
            baseline: vanilla
            """);
        var plan = SweepPlan.Of(SweepFile.Load(_sweep));
        _runs = [.. plan.Runs.Select(run => new SweepFolder(_results, plan.Name).Run(run.Id))];
        foreach (var run in plan.Runs.Take(2))
        {
            RunExecutor.Execute(run.Run, new SweepFolder(_results, plan.Name).Run(run.Id).Path, new LineProgress(TextWriter.Null, TimeSpan.MaxValue), CancellationToken.None);
        }
    }

    [OneTimeTearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Probe_ASweep_TellsEachRunTheFairBaselineAndWhatIsMissing()
    {
        var probed = Cli.Cli.Run("probe", _sweep, "--results", _results);
        Assert.That((probed.Code, probed.Error), Is.EqualTo((ExitCodes.Success, "")));
        Assert.That(probed.Output, Does.Contain("overlapping windows, stride 4").And.Contain("transformer-xl is not shown to use").Or.Contain("transformer-xl uses what it remembers"));
        Assert.That(probed.Output, Does.Match(@"\| transformer-xl +\| vanilla, stride 8 "));
        Assert.That(probed.Output, Does.Contain("Not trained to the end, so not probed: rmt."));

        var table = CsvTable.Read(Path.Combine(_results, "small", "probes.csv"));
        Assert.That(table.Columns, Is.EqualTo(ProbeTable.Columns));
        Assert.That(table.Rows.Select(row => $"{row["method"]} {row["probe"]} {row["value"]}"), Is.EqualTo(new[]
        {
            "vanilla own ", "vanilla stride 8", "vanilla stride 4",
            "transformer-xl own ", "transformer-xl memory off", "transformer-xl memory other",
            "transformer-xl capacity 0", "transformer-xl capacity 24", "transformer-xl capacity 48", "transformer-xl capacity 96",
        }));
        Assert.That(table.Rows[8]["nats"], Is.EqualTo(table.Rows[3]["nats"]), "the capacity of training");
        Assert.That(table.Rows[6]["nats"], Is.EqualTo(table.Rows[4]["nats"]), "no slots are no memory");
        Assert.That(table.Rows.All(row => CsvTable.Read(Path.Combine(_results, "small", row["scores"])).Rows.Count > 0));
        var repeated = Cli.Cli.Run(["eval", _runs[1].Path, .. table.Rows[7]["overrides"].Split(' ')]);
        Assert.That(repeated.Output, Does.Contain(table.Rows[7].Double("perplexity").ToString("F3", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Probe_Again_MakesNothingTwiceUnlessTheWeightsAreOthers()
    {
        string[] command = ["probe", _runs[1].Path, "--memory", "off", "evaluation.split=test"];
        Assert.That(Cli.Cli.Run(new CancellationToken(canceled: true), command).Code, Is.EqualTo(ExitCodes.Stopped));
        var first = Cli.Cli.Run(command);
        var again = Cli.Cli.Run(command);
        Assert.That(Made(first), Is.EqualTo(2));
        Assert.That(Made(again), Is.Zero);
        Assert.That(first.Output, Does.EndWith(again.Output));

        var copy = _folder.At("copy");
        foreach (var file in Directory.EnumerateFiles(_runs[1].Path, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Replace(_runs[1].Path, copy, StringComparison.Ordinal))!);
            File.Copy(file, file.Replace(_runs[1].Path, copy, StringComparison.Ordinal));
        }

        foreach (var note in Directory.EnumerateFiles(Path.Combine(copy, "probes"), "*.json"))
        {
            File.Delete(note);
        }

        Assert.That(Made(Cli.Cli.Run(["probe", copy, .. command[2..]])), Is.EqualTo(2), "an evaluation without its note was cut short");

        var other = _folder.At("other");
        Assert.That(Cli.Cli.Run("train", _runs[1].ConfigFile, "training.optimizer.learning_rate=2.0e-2", "--out", other).Code, Is.EqualTo(ExitCodes.Success));
        File.Copy(Path.Combine(other, "checkpoint.safetensors"), Path.Combine(copy, "checkpoint.safetensors"), overwrite: true);
        Assert.That(Made(Cli.Cli.Run(["probe", copy, .. command[2..]])), Is.EqualTo(2), "other weights");
    }

    [TestCase("--top-k: has no effect: no run has a memory that is read by top-k; leave it out.", "--top-k", "4")]
    [TestCase("--memory: 'of' is nothing that can be remembered instead; did you mean 'off'? Known: off, other.", "--memory", "of")]
    [TestCase("training.steps: 9 has no effect on an evaluation", "training.steps=9")]
    public void Probe_OfWhatARunHasNot_EndsWithTwo(string message, params string[] words)
    {
        var probed = Cli.Cli.Run(["probe", _runs[1].Path, .. words]);
        Assert.That(probed.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(probed.Error, Does.Contain(message));
    }

    private static int Made(Cli.Cli run)
    {
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Success), run.Error);
        return run.Output.Split('\n').Count(line => line.StartsWith('['));
    }
}
