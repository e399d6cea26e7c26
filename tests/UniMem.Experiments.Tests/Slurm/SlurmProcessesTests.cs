using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tests.Cli;

namespace UniMem.Experiments.Tests.Slurm;

/// <summary>Runs divided among the tasks of a Slurm step, with a real Slurm.</summary>
[Category("Slow")]
[Platform("Linux")]
public sealed class SlurmProcessesTests
{
    [Test]
    public void Train_ByTwoTasksOfAStep_GivesTheMetricsOfTwoProcessesStartedByHand()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new SlurmCluster();
        var run = TinyRun.Write(folder, "unimix");
        string[] Train(string name) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "UniMem.Cli.dll"), "train", run, "threads=2", "--out", folder.At(name)];

        var (code, text) = cluster.Run("srun", ["--ntasks=2", "--overcommit", .. Train("step")]);
        Assert.That(code, Is.Zero, text);
        Assert.That(text.Split("3 steps in"), Has.Length.EqualTo(2), "one of them speaks");
        (code, text) = cluster.Run("dotnet", [.. Train("by hand").Skip(1), "--processes", "2"]);
        Assert.That(code, Is.Zero, text);
        Assert.That(File.ReadAllBytes(folder.At("step", "metrics.csv")), Is.EqualTo(File.ReadAllBytes(folder.At("by hand", "metrics.csv"))));
        Assert.That(File.ReadAllText(folder.At("step", "environment.json")), Does.Contain("\"processes\": 2").And.Contain("\"threads\": 1"));
    }

    [Test]
    [CancelAfter(300_000)]
    public void Sweep_WithTwoProcessesForEachRun_AsksForTwoTasks(CancellationToken stop)
    {
        using var folder = new TemporaryFolder();
        using var cluster = new SlurmCluster();
        var file = folder.Write("two.yaml", $"extends: ['{TinyRun.Write(folder, "rmt")}']\naxes: {{seed: [1]}}\nslurm: {{processes: 2, sbatch: ['--overcommit']}}\n");
        cluster.UniMem(0, "sweep", file, "--results", folder.At("results"), "--launcher", "slurm");
        var plan = SweepPlan.Of(SweepFile.Load(file));
        var run = new SweepFolder(folder.At("results"), plan.Name).Run(plan.Runs[0].Id);
        while (!run.IsDone)
        {
            Assert.That(stop.IsCancellationRequested || run.Failure is not null, Is.False, cluster.Run("squeue", "--states=all").Text + run.Failure);
            Thread.Sleep(250);
        }

        Assert.That(File.ReadAllText(run.EnvironmentFile), Does.Contain("\"processes\": 2"));
    }
}
