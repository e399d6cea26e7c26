using System.Diagnostics;
using UniMem.Components;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Tests.Sweeps;

/// <summary>With shell commands in the place of training runs.</summary>
[Platform("Linux,MacOsX")]
public sealed class SweepRunnerTests
{
    private const string FourSeeds = "axes: {seed: [1, 2, 3, 4]}";

    [Test]
    public void Run_OneOfThemFails_ReportsItAndFinishesTheOthers()
    {
        using var sample = new Sample();
        var (plan, display) = (sample.Plan(FourSeeds), new Lines());
        var bad = sample.Results.Run(plan.Runs[1].Id).Path;
        var failures = Runner(sample, plan, display, folder => folder.Path == bad ? "echo first; echo the end is near >&2; exit 7" : $"touch '{folder.Path}/DONE'")
            .Run(2, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(failures.Single().Run.FullLabel, Does.EndWith("seed 2"));
            Assert.That(failures.Single().ToString(), Does.Contain("exit code 7").And.Contain("the end is near"));
            Assert.That(display.Last.Select(r => r.Phase), Is.EqualTo(new[] { RunPhase.Done, RunPhase.Failed, RunPhase.Done, RunPhase.Done }));
        });

        var started = new List<string>();
        Runner(sample, plan, display, folder => $"touch '{folder.Path}/DONE'", started).Run(2, CancellationToken.None);
        Assert.That(started, Is.EqualTo(new[] { bad }), "only what is not done is done again");
    }

    [TestCase(1, 1)]
    [TestCase(3, 3)]
    [TestCase(9, 4)]
    public void Run_WithSoManyJobs_KeepsThatManyAtWorkAndDividesTheCores(int jobs, int together)
    {
        using var sample = new Sample();
        var (plan, display) = (sample.Plan(FourSeeds), new Lines());
        var threads = new List<int>();
        new SweepRunner(plan, sample.Results, display, order =>
        {
            threads.Add(order.Threads);
            return new ProcessStartInfo("sh", ["-c", $"sleep 0.6; touch '{order.Folder.Path}/DONE'"]);
        }).Run(jobs, CancellationToken.None);
        Assert.That(display.MostAtWork, Is.EqualTo(together));
        Assert.That(threads, Is.All.EqualTo(Math.Max(1, Environment.ProcessorCount / together)));
    }

    [Test]
    public void Run_AskedToEnd_LetsTheRunsAtWorkSaveAndStartsNoOther()
    {
        using var sample = new Sample();
        var plan = sample.Plan(FourSeeds);
        using var stop = new CancellationTokenSource();
        var started = new List<string>();
        var runner = Runner(sample, plan, new Lines(stop), folder => $"cat > /dev/null; touch '{folder.Path}/saved'; exit 130", started);
        Assert.That(() => runner.Run(2, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(started, Has.Count.EqualTo(2));
        Assert.That(started.Select(folder => File.Exists(Path.Combine(folder, "saved"))), Is.All.True);
    }

    [Test]
    public void Lock_OfASweepAtWork_RefusesASecondOne()
    {
        using var sample = new Sample();
        using var taken = sample.Results.Lock();
        Assert.That(() => sample.Results.Lock(), Throws.TypeOf<ConfigurationException>().With.Message.Contains("at work in another process"));
    }

    [Test]
    public void Lock_OfAProcessThatWasKilled_IsFree()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("lock"), "");
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--exclusive", "--no-fork", folder.At("lock"), "sleep", "60"]))!;
        Assert.That(() => FolderLock.Take(folder.At("lock"), "taken").Dispose(), Throws.TypeOf<ConfigurationException>().After(5000, 20));
        holder.Kill();
        holder.WaitForExit();
        Assert.That(() => FolderLock.Take(folder.At("lock"), "taken").Dispose(), Throws.Nothing);
    }

    private static SweepRunner Runner(Sample sample, SweepPlan plan, ISweepDisplay display, Func<RunFolder, string> script, List<string>? started = null) =>
        new(plan, sample.Results, display, order =>
        {
            started?.Add(order.Folder.Path);
            return new ProcessStartInfo("sh", ["-c", script(order.Folder)]);
        });

    private sealed class Lines(CancellationTokenSource? stopWhenShown = null) : ISweepDisplay
    {
        public IReadOnlyList<RunState> Last { get; private set; } = [];

        public int MostAtWork { get; private set; }

        public void Show(SweepState sweep)
        {
            Last = sweep.Runs;
            MostAtWork = Math.Max(MostAtWork, sweep.Count(RunPhase.Running));
            stopWhenShown?.Cancel();
        }

        public void Say(string line)
        {
        }
    }
}
