using System.Text.Json;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Planning.Costs;

namespace UniMem.Experiments.Tests.Sweeps.Planning;

public sealed class DryRunTests
{
    private const string Sweep = "axes: {method: [METHODS/vanilla.yaml, METHODS/unimix.yaml], seed: [1, 2]}\n"
        + "training: {steps: 100, checkpoint_every_steps: 50, schedule: {warmup_steps: 5}}\nevaluation: {every_steps: 25}";

    private static readonly RunTiming Timing = new() { Start = 2, Step = 0.1, Checkpoint = 0.5, LastEvaluation = 7, EvaluationOnTheWay = 3 };

    [Test]
    public void Seconds_OfARun_CountStepsEvaluationsAndCheckpoints()
    {
        using var sample = new Sample();
        var config = sample.Plan(Sweep).Runs[0].Run.Config;
        Assert.That(RunEstimate.Seconds(config, Timing), Is.EqualTo(2 + 10 + 7 + (3 * 3) + (2 * 0.5)).Within(1e-9));
        Assert.That(RunEstimate.Seconds(config, Timing, from: 60), Is.EqualTo(2 + 4 + 7 + 3 + 0.5).Within(1e-9));
    }

    [Test]
    public void Together_RunsBeginWhereOneEnds() => Assert.That(RunEstimate.Together([5, 1, 3, 2], 2), Is.EqualTo(6));

    [Test]
    public void Of_ACalibratedSweep_ListsCostsAndTimesAndWritesNothing()
    {
        using var sample = new Sample();
        var plan = sample.Plan(Sweep);
        var work = new PlanningWork(sample.Results.Path, Jobs: 2, _ => Assert.Fail("nothing is left to calibrate"), CancellationToken.None);
        sample.Finish(plan.Runs[0], _ => 1);
        var store = new CalibrationFile(work.CalibrationFile);
        foreach (var run in plan.Runs)
        {
            store.Add(CalibrationKey.Of(run.Run, MachineShare.Of(2, 3, 0)), Timing);
        }

        string[] Files() => Directory.EnumerateFiles(Path.GetDirectoryName(sample.Results.Path)!, "*", SearchOption.AllDirectories).Order().ToArray();
        var before = Files();
        var text = DryRun.Of(plan, sample.Results, work, calibrate: true);
        Assert.That(text, Does.Match(@"\| vanilla, seed 1 \| [0-9a-f]{12} \| +246,240 \| +0 \| +503,808 \| +205 k \| +\| +done \|"));
        Assert.That(text, Does.Match(@"\| unimix, seed 2 +\| [0-9a-f]{12} \| +246,624 \| +101,028 \| +820,416 \| +205 k \| 29 s \| +new \|"));
        Assert.That(text, Does.Contain("4 runs, 3 to do, 614 k tokens").And.Contain("1 min 27 s of work: 58 s with --jobs 2"));
        Assert.That(Files(), Is.EqualTo(before));
    }

    [Test]
    public void Of_ARunThatReadsMoreThanIsHeld_IsTold()
    {
        using var sample = new Sample();
        var plan = sample.Plan("model: {memories: {recent: {layers: all, write: {type: kv}, manage: {type: fifo, capacity: 64}, read: {type: topk, k: 8}, inject: {type: gated}}}}\n"
            + "axes: {model.memories.recent.read.k: [64, 128], seed: [1, 2]}");
        var text = DryRun.Of(plan, sample.Results, new(sample.Results.Path, Jobs: 1, _ => { }, CancellationToken.None), calibrate: false);
        Assert.That(text, Does.EndWith("\n\nvanilla, read.k 128: memory 'recent' holds 64 slots at most, so that a query that retrieves 128 reads all of them; k of 64 says the same."
            + "\n\n4 runs, 4 to do, 9.8 M tokens to train on.\nNo estimate of the time: 4 runs not calibrated.\n"));
    }

    [Test]
    public void Key_OfRunsThatTakeTheSameTime_IsTheSame()
    {
        using var sample = new Sample();
        string Key(string more) => CalibrationKey.Of(sample.Plan("axes: {seed: [1]}\n" + more).Runs[0].Run, new(1, 2));
        var key = Key("");
        Assert.That(Key("training: {steps: 400, optimizer: {learning_rate: 0.01}}\nevaluation: {every_steps: 40}"), Is.EqualTo(key));
        Assert.That(new[] { Key("training: {batch: 4}"), Key("model: {width: 64}"), Key("evaluation: {documents: 3}") }, Is.Unique.And.None.EqualTo(key));
    }

    [Test]
    public void Calibrate_ARun_TimesItsPartsAndKeepsNothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("timing.json");
        var cli = Cli.Cli.Run(
            "calibrate", Repository.At("configs/runs/tiny-unimix.yaml"), "--out", file, "threads=1", "training.batch=2", "training.bptt_segments=1", "evaluation.documents=2");
        Assert.That((cli.Code, cli.Error), Is.EqualTo((0, "")));
        Assert.That(cli.Output, Does.Match(@"1200 steps take about .* ms a step"));
        var timing = JsonSerializer.Deserialize<RunTiming>(File.ReadAllText(file))!;
        Assert.That(new[] { timing.Step, timing.Checkpoint, timing.LastEvaluation, timing.EvaluationOnTheWay }, Is.All.Positive);
        Assert.That(timing.LastEvaluation, Is.GreaterThan(timing.Step), "an evaluation reads about a thousand segments, a step one");
    }
}
