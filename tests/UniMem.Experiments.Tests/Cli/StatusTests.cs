using UniMem.Cli;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tests.Sweeps;

namespace UniMem.Experiments.Tests.Cli;

public sealed class StatusTests
{
    private const string Three = "axes: {seed: [1, 2, 3]}";

    [Test]
    public void Status_OfASweepWithADoneAndAFailedRun_TellsBothFromFileAndFolder()
    {
        using var sample = new Sample();
        var plan = sample.Plan(Three);
        SweepListing.Write(sample.Results, plan);
        sample.Finish(plan.Runs[0], _ => 1.5);
        sample.Results.Run(plan.Runs[1].Id).MarkFailed("exit code 7\n    the last line");
        var results = Path.GetDirectoryName(sample.Results.Path)!;

        var byFile = Cli.Run("status", sample.Write(Three), "--results", results);
        Assert.That((byFile.Code, byFile.Error), Is.EqualTo((ExitCodes.Success, "")));
        Assert.That(byFile.Output, Does.Match(@"(?m)^\| vanilla, seed 1 +\|.* done \|$").And.Match(@"(?m)^\| vanilla, seed 2 +\|.* failed: exit code 7 \|$"));
        Assert.That(byFile.Output, Does.Contain("1 of 3 runs done, 1 failed").And.Contain("vanilla, seed 2: exit code 7\n    the last line").And.Contain("no process is at work"));
        Assert.That(Cli.Run("status", sample.Results.Path).Output, Is.EqualTo(byFile.Output));
        Assert.That(Cli.Run("status", "--results", results).Output, Is.EqualTo("sample: 1 of 3 runs done, 1 failed\n"));
        Assert.That(Cli.Run("sweep", sample.Write(Three), "--results", results, "--watch").Output, Does.Contain("1 of 3 runs done"), "nobody is at work, so it ends");
        Assert.That(Cli.Run("status", sample.Results.Run(plan.Runs[0].Id).Path).Output, Does.EndWith(": done\n"));
    }

    [Test]
    public void Status_WhereThereIsNothing_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Cli.Run("status", "--results", folder.At("results")).Output, Does.StartWith("No sweep has been started in "));
        var refused = Cli.Run("status", folder.Path);
        Assert.That(refused.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(refused.Error, Does.Contain("no sweep has been started in this folder"));
    }

    [Test]
    public void Status_ARunsFile_TellsOfItsFolder()
    {
        using var folder = new TemporaryFolder();
        var (file, results) = (Repository.At("configs/runs/tiny.yaml"), folder.At("results"));
        var run = ResolvedRun.Load(file);
        RunFolder.Open(folder.At("results", "runs", run.Id), run).MarkDone();
        Assert.That(Cli.Run("status", file, "--results", results).Output, Is.EqualTo("tiny: done\n"));
        Assert.That(Cli.Run("status", file, "--results", results, "--watch").Error, Does.Contain("--watch: has no effect but on one sweep"));
    }

    [Test]
    public void Sweep_ResultsThatCannotBeWritten_IsAMistake()
    {
        using var sample = new Sample();
        var run = Cli.Run("sweep", sample.Write(Three), "--results", Path.Combine(sample.Write(Three), "results"));
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Contain("cannot be written (").And.Contain("; name another place."));
    }

    [TestCase("--watch", "--jobs", "2")]
    [TestCase("--launcher", "slurm", "--jobs", "2")]
    [TestCase("--launcher", "slurn")]
    public void Sweep_OptionsThatDoNotGoTogether_AreRefused(params string[] options)
    {
        using var sample = new Sample();
        var run = Cli.Run(["sweep", sample.Write(Three), .. options]);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Contain("--"));
    }

    [Test]
    public void Sweep_OnAMachineWithoutSlurm_SaysSoAndWritesNothing()
    {
        using var sample = new Sample();
        var path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "/nowhere");
            var run = Cli.Run("sweep", sample.Write(Three), "--results", Path.GetDirectoryName(sample.Results.Path)!, "--launcher", "slurm");
            Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
            Assert.That(run.Error, Does.Contain("there is no Slurm on this machine"));
            Assert.That(File.Exists(sample.Results.At("plan.csv")), Is.False);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
