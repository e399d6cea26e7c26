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

    [Test]
    public void Run_ThatIsKilledOnce_IsTriedAgainAsTold()
    {
        using var sample = new Sample();
        var (plan, display) = (sample.Plan($"{FourSeeds}\nretries: 1"), new Lines());
        var started = new List<string>();
        var failures = Runner(sample, plan, display, folder => $"if [ -e '{folder.Path}/tried' ]; then touch '{folder.Path}/DONE'; else touch '{folder.Path}/tried'; kill -9 $$; fi", started)
            .Run(2, CancellationToken.None);
        Assert.That(failures, Is.Empty);
        Assert.That(started, Has.Count.EqualTo(8));
        Assert.That(display.Said, Has.Some.Contains("seed 3: FAILED, killed").And.Some.Contains("signal 9").And.Some.Contains("tried again, 1 times at most"));
    }

    [TestCase("kill -9 $$", 3, "killed", TestName = "Run_ThatIsAlwaysKilled_IsGivenUpAfterItsRetries")]
    [TestCase("echo training.steps is wrong; exit 2", 1, "exit code 2", TestName = "Run_WithAMistake_IsNotTriedAgain")]
    [TestCase("exit 3", 3, "the disk is full", TestName = "Run_ThatFindsTheDiskFull_SaysSo")]
    [TestCase("kill -11 $$", 3, "segmentation fault", TestName = "Run_ThatCrashes_SaysHow")]
    public void Run_ThatFails_KeepsTheReasonInItsFolder(string script, int times, string reason)
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1]}\nretries: 2");
        var started = new List<string>();
        var failure = Runner(sample, plan, new Lines(), _ => script, started).Run(1, CancellationToken.None).Single();
        Assert.That(started, Has.Count.EqualTo(times));
        Assert.That(sample.Results.Run(plan.Runs[0].Id).Failure, Is.EqualTo(failure.Report).And.Contain(reason));
        Assert.That(RunPhases.Of(sample.Results.Run(plan.Runs[0].Id)), Is.EqualTo(RunPhase.Failed));
    }

    [Test]
    public void Run_OnTwoGpus_GivesThemOutInTurnToRunsThatMayChoose()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1, 2, 3]}");
        var orders = new List<RunOrder>();
        new SweepRunner(plan, sample.Results, new Lines(), Slow, ["4", "7"]).Run(3, CancellationToken.None);
        Assert.That(orders.Select(order => order.Gpu), Is.EqualTo(new[] { "4", "7", "4" }));
        Assert.That(SelfCommand.Train(orders[1]).Environment["CUDA_VISIBLE_DEVICES"], Is.EqualTo("7"));
        Assert.That(new WorkerShare(3, 8, ["4", "7"]).Order(orders[0].Folder, plan.Runs[0].Run.Config with { Device = "cpu" }, 0, null).Gpu, Is.Null);

        ProcessStartInfo Slow(RunOrder order)
        {
            orders.Add(order);
            return new("sh", ["-c", $"sleep 0.4; touch '{order.Folder.Path}/DONE'"]);
        }
    }

    [TestCase("0,2", "0 2")]
    [TestCase("GPU-5ebe9f43,-1,1", "GPU-5ebe9f43")]
    [TestCase("", "")]
    [TestCase(null, "all of them")]
    public void Visible_AsTheVariableSays_AreTheGpus(string? variable, string names) =>
        Assert.That(string.Join(' ', Gpus.Visible(variable, () => ["all", "of", "them"])), Is.EqualTo(names));

    [Test]
    public void Run_ThatAnotherProcessTrains_IsWaitedForAndNotDoneTwice()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1, 2]}");
        var other = RunFolder.Open(sample.Results.Run(plan.Runs[0].Id).Path, plan.Runs[0].Run);
        var taken = other.Lock();
        var started = new List<string>();
        var failures = Runner(sample, plan, new Lines(), Other, started).Run(2, CancellationToken.None);
        Assert.That(failures, Is.Empty);
        Assert.That(started, Is.EqualTo(new[] { sample.Results.Run(plan.Runs[1].Id).Path, other.Path }));

        string Other(RunFolder folder)
        {
            if (folder.Path != other.Path)
            {
                taken.Dispose();
            }

            return $"touch '{folder.Path}/DONE'";
        }
    }

    [Test]
    public void Order_OfARunThatGoesOn_KeepsItsThreads()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1]}");
        var folder = RunFolder.Open(sample.Results.Run(plan.Runs[0].Id).Path, plan.Runs[0].Run);
        var share = new WorkerShare(2, 16, []);
        Assert.That(share.Order(folder, plan.Runs[0].Run.Config, 0, null).Threads, Is.EqualTo(8));
        File.WriteAllText(folder.EnvironmentFile, "[{\"started\": \"2026-01-01 00:00:00Z\", \"from_step\": 0, \"threads\": 3}]");
        Assert.That(share.Order(folder, plan.Runs[0].Run.Config, 0, null).Threads, Is.EqualTo(3));
        Assert.That(share.Order(folder, plan.Runs[0].Run.Config with { Threads = 5 }, 0, null).Threads, Is.EqualTo(5));
    }

    [Test]
    public void Run_WhoseConfigurationWasEditedSince_IsRefusedWithWhatDiffers()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1]}");
        var file = RunFolder.Open(sample.Results.Run(plan.Runs[0].Id).Path, plan.Runs[0].Run).ConfigFile;
        File.WriteAllText(file, File.ReadAllText(file).Replace("steps: 1200", "steps: 707", StringComparison.Ordinal));
        Assert.That(() => Runner(sample, plan, new Lines(), _ => "exit 1").Run(1, CancellationToken.None), Throws.TypeOf<ConfigurationException>()
            .With.Message.Contains("was edited since the run was planned: training.steps is 707 there and 1200 in this run. Put it back, or remove the folder"));
    }

    [Test]
    public void Listing_OfASweepThatWasEdited_TellsWhatIsNewAndWhatIsNoLongerPartOfIt()
    {
        using var sample = new Sample();
        Assert.That(SweepListing.Write(sample.Results, sample.Plan("axes: {seed: [1, 2]}")), Is.Empty);
        Assert.That(SweepListing.Write(sample.Results, sample.Plan("axes: {seed: [1, 2]}")), Is.Empty);
        Assert.That(SweepListing.Write(sample.Results, sample.Plan("axes: {seed: [2, 3, 4]}")), Does.Contain("2 runs are new, 1 are no longer part of it").And.Contain("seed 1"));
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

        public List<string> Said { get; } = [];

        public void Say(string line) => Said.Add(line);
    }
}
