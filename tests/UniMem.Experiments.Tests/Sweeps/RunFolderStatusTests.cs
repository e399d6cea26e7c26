using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Tests.Sweeps;

public sealed class RunFolderStatusTests
{
    [Test]
    public void Read_ARunAtWork_TellsStepLossSpeedAndTimeLeft()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1000);
        var status = RunFolderStatus.Read(RunFolder.At(folder.Path), steps: 2000)!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(status.Step, Is.EqualTo(1000));
            Assert.That(status.Loss, Is.EqualTo(2.5));
            Assert.That(status.TokensPerSecond, Is.EqualTo(200).Within(1e-6));
            Assert.That(status.Remaining, Is.EqualTo(TimeSpan.FromSeconds(500)));
            Assert.That(status.ToString(), Is.EqualTo("step 1000/2000  loss 2.500  200 tokens/s  8:20 left"));
        });
    }

    [Test]
    public void Read_ARunBeforeItsFirstStep_IsNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.That(RunFolderStatus.Read(RunFolder.At(folder.Path), steps: 10), Is.Null);
        Write(folder, 0);
        Assert.That(RunFolderStatus.Read(RunFolder.At(folder.Path), steps: 10), Is.Null);
    }

    private static void Write(TemporaryFolder folder, int steps)
    {
        var lines = Enumerable.Range(1, steps).ToList();
        File.WriteAllText(folder.At("metrics.csv"), "step,tokens,loss,perplexity,gradient_norm,learning_rate\n" + string.Concat(lines.Select(i => $"{i},{100 * i},2.5,12.18,1,0.001\n")) + $"{steps + 1},9");
        File.WriteAllText(folder.At("timing.csv"), "step,tokens,seconds\n" + string.Concat(lines.Select(i => $"{i},100,0.500000\n")));
    }
}
