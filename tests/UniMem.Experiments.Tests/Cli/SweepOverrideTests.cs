using UniMem.Cli;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tests.Sweeps;

namespace UniMem.Experiments.Tests.Cli;

/// <summary>A sweep that was carried out with settings behind its file.</summary>
public sealed class SweepOverrideTests
{
    private const string Seeds = "axes: {seed: [1, 2]}";
    private const string Setting = "training.clip_norm=2";

    [TestCase("plot")]
    [TestCase("report")]
    public void Command_WithoutThem_SaysWhatTheRunsThereHave(string command)
    {
        using var sample = CarriedOut(out var file);
        var run = Cli.Run(command, file, "--results", Path.GetDirectoryName(sample.Results.Path)!);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.StartWith("unimem: no run of sample has been evaluated yet").And.Contain("(training.clip_norm is 2 there and 1 here): give those behind the file"));
    }

    [Test]
    public void Report_WithThem_SaysHowItIsMadeAgain()
    {
        using var sample = CarriedOut(out var file);
        var run = Cli.Run("report", file, Setting, "--results", Path.GetDirectoryName(sample.Results.Path)!);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(sample.Results.At("report.html")), Does.Match($"<code>./unimem report [^<]*sample.yaml {Setting}</code>"));
    }

    [TestCase(true, ExitCodes.Stopped, "unimem: stopped.\n")]
    [TestCase(false, ExitCodes.Mistake, "unimem: the figures are drawn by gnuplot")]
    public void Plot_FiguresThatCannotBeDrawn_AreAMistakeUnlessItWasStopped(bool stopped, int code, string told)
    {
        using var sample = CarriedOut(out var file);
        var path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "/nowhere");
            var run = Cli.Run(new CancellationToken(stopped), "plot", file, Setting, "--results", Path.GetDirectoryName(sample.Results.Path)!);
            Assert.That(run.Code, Is.EqualTo(code));
            Assert.That(run.Error, Does.StartWith(told));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    private static Sample CarriedOut(out string file)
    {
        var sample = new Sample();
        file = sample.Write(Seeds);
        var plan = SweepPlan.Of(SweepFile.Load(file, Setting));
        SweepListing.Write(sample.Results, plan);
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, _ => 1.5);
        }

        return sample;
    }
}
