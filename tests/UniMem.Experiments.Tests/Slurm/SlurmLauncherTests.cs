using System.Diagnostics;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Slurm;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Tests.Slurm;

/// <summary>With a real Slurm, started for the test.</summary>
[Category("Slow")]
[Platform("Linux")]
public sealed class SlurmLauncherTests
{
    private const string Six =
        "axes: {seed: [1, 2, 3, 4, 5, 6]}\n"
        + "device: cpu\n"
        + "model: {layers: 1, width: 16, heads: 2, key_value_heads: 2, feed_forward: 16, dropout: 0.1}\n"
        + "data: {corpus: {type: recall, train: 8, validation: 2, period: 24}}\n"
        + "training: {steps: 800, batch: 2, bptt_segments: 2, schedule: {warmup_steps: 1}, checkpoint_every_steps: 100}\n"
        + "evaluation: {every_steps: 400}\n"
        + "retries: 1\n"
        + "slurm: {partition: small, time: '10', grace: 20, setup: ['export FROM_SETUP=yes']}\n";

    [Test]
    [CancelAfter(900_000)]
    public void Sweep_OnACluster_AccountsForARunKilledOneQueuedAgainAndOneCancelled(CancellationToken stop)
    {
        using var folder = new TemporaryFolder();
        using var cluster = new SlurmCluster();
        var file = folder.Write("six.yaml", $"extends: ['{Repository.At("configs/runs/tiny.yaml")}']\n{Six}");
        var plan = SweepPlan.Of(SweepFile.Load(file));
        var results = new SweepFolder(folder.At("results"), plan.Name);
        RunFolder Run(int task) => results.Run(plan.Runs[task].Id);

        string[] submit = ["sweep", file, "--results", folder.At("results"), "--launcher", "slurm"];
        Assert.That(cluster.UniMem(0, submit), Does.Contain("Submitted as array job").And.Contain("6 tasks"));
        var job = SlurmSubmission.Of(results).Single().Job!;
        Assert.That(cluster.UniMem(0, submit), Does.Contain("6 in the cluster's queue or at work there, 0 to submit"), "nothing is submitted twice");
        Assert.That(cluster.UniMem(2, "sweep", file, "--results", folder.At("results"), "--launcher", "local"), Does.Contain("scancel"));

        // One is cancelled while it waits, one is killed and one preempted after they have saved something.
        Assert.That(cluster.Run("scancel", $"{job}_5").Code, Is.Zero);
        var killed = AtWork();
        Kill(Run(killed));
        var preempted = AtWork(killed);
        Assert.That(cluster.Run("scontrol", "requeue", $"{job}_{preempted}").Code, Is.Zero);
        Await(() => cluster.State($"{job}_{killed}") == "PENDING" && cluster.State($"{job}_{preempted}") == "PENDING", cluster, stop);
        Assert.That(cluster.UniMem(0, "status", file, "--results", folder.At("results")), Does.Contain($"queued: {job}_{killed} pending").And.Contain($"{job}_5"));
        foreach (var task in new[] { killed, preempted })
        {
            // Slurm lets what is queued again wait two minutes.
            cluster.Run("scontrol", "update", $"JobId={job}_{task}", "StartTime=now");
        }

        Await(() => Enumerable.Range(0, 5).All(task => Run(task).IsDone), cluster, stop);
        Assert.That(File.ReadAllText(Run(killed).LogFile), Does.Contain("goes on after step").And.Not.Contain("stopped after step"));
        Assert.That(File.ReadAllText(Run(preempted).LogFile), Does.Contain("stopped after step").And.Contain("goes on after step"));
        var collected = cluster.UniMem(0, "sweep", file, "--results", folder.At("results"));
        Assert.That(collected, Does.Contain("5 of 6 runs done").And.Contain("1 of 6 runs are neither done nor in the cluster's queue").And.Contain("summary.md"));

        Assert.That(cluster.UniMem(0, submit), Does.Contain("1 task;"), "only what is missing is submitted again");
        Await(() => Run(5).IsDone, cluster, stop);
        Assert.That(cluster.UniMem(0, "sweep", file, "--results", folder.At("results")), Does.Contain("6 of 6 runs done"));
        RunExecutor.Execute(ResolvedRun.Load(Run(killed).ConfigFile, "threads=1"), folder.At("unbroken"), new LineProgress(TextWriter.Null, TimeSpan.MaxValue), stop);
        Assert.That(File.ReadAllBytes(Run(killed).MetricsFile), Is.EqualTo(File.ReadAllBytes(folder.At("unbroken", "metrics.csv"))), "the run that was killed");

        // A task whose run has saved something and has half of its way before it.
        int AtWork(int besides = -1)
        {
            var found = -1;
            Await(
                () => (found = Enumerable.Range(0, 5).Where(task => task != besides).Append(-1).First(task => task < 0 || (Run(task).IsAtWork
                    && File.Exists(Path.Combine(Run(task).Path, "checkpoint.safetensors")) && RunFolderStatus.Read(Run(task), 800)?.Step < 400))) >= 0,
                cluster,
                stop,
                pause: 20);
            return found;
        }
    }

    private static void Kill(RunFolder run)
    {
        var process = Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _))
            .First(path => CommandLine(path).Split('\0') is [_, _, "train", ..] words && words.Contains(run.Path));
        Process.GetProcessById(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture)).Kill();
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Await(Func<bool> condition, SlurmCluster cluster, CancellationToken stop, int pause = 250)
    {
        while (!condition())
        {
            if (stop.IsCancellationRequested)
            {
                Assert.Fail($"it takes too long; the queue:\n{cluster.Run("squeue", "--array", "--states=all").Text}");
            }

            Thread.Sleep(pause);
        }
    }
}
