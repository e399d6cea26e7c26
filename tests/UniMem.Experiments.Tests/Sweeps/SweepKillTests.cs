using System.Diagnostics;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Tests.Sweeps;

/// <summary>With the real program in processes of its own.</summary>
[Category("Slow")]
public sealed class SweepKillTests
{
    private const string Small =
        "axes: {method: [METHODS/transformer-xl.yaml, METHODS/rmt.yaml]}\n"
        + "device: cpu\n"
        + "model: {layers: 1, width: 16, heads: 2, key_value_heads: 2, feed_forward: 16, dropout: 0.1}\n"
        + "data: {corpus: {type: recall, train: 8, validation: 2, period: 24}}\n"
        + "training: {steps: 400, batch: 2, bptt_segments: 2, schedule: {warmup_steps: 1}, checkpoint_every_steps: 50}\n"
        + "evaluation: {every_steps: 200}\n";

    [Test]
    [CancelAfter(300_000)]
    public void Sweep_KilledWithoutWarningAndStartedAgain_GivesTheSameBytesAsAnUnbrokenOne(CancellationToken token)
    {
        using var sample = new Sample();
        var (file, plan) = (sample.Write(Small.Replace("METHODS", Repository.At("configs/methods"), StringComparison.Ordinal)), sample.Plan(Small));
        using var folder = new TemporaryFolder();
        Assert.That(Finish(Start(file, folder.At("unbroken"))).ExitCode, Is.Zero);

        var first = new SweepFolder(folder.At("broken"), plan.Name).Run(plan.Runs[0].Id);
        using (var killed = Start(file, folder.At("broken")))
        {
            while (!token.IsCancellationRequested && !killed.HasExited && (!File.Exists(first.MetricsFile) || new FileInfo(first.MetricsFile).Length < 2000))
            {
                Thread.Sleep(10);
            }

            killed.Kill();
            killed.WaitForExit();
        }

        Assert.That(first.IsDone, Is.False, "it was killed in the middle of its first run");
        var (code, output) = Finish(Start(file, folder.At("broken")));
        Assert.That(code, Is.Zero, output);
        foreach (var run in plan.Runs)
        {
            var (whole, mended) = (new SweepFolder(folder.At("unbroken"), plan.Name).Run(run.Id), new SweepFolder(folder.At("broken"), plan.Name).Run(run.Id));
            Assert.That(mended.IsDone);
            Assert.That(File.ReadAllBytes(mended.MetricsFile), Is.EqualTo(File.ReadAllBytes(whole.MetricsFile)), run.Label);
        }

        (code, output) = Finish(Start(file, folder.At("broken")));
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("nothing to do, all 2 runs are done").And.Contain("perplexity"));
    }

    private static Process Start(string file, string results)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "UniMem.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, "sweep", file, "--results", results])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Process.Start(start)!;
    }

    private static (int ExitCode, string Output) Finish(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
    }
}
