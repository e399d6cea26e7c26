using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tests.Runs;

public sealed class RunFolderTests
{
    private static readonly ResolvedRun Tiny = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"));

    [Test]
    public void Open_ANewFolder_HoldsTheResolvedConfiguration()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Open(folder.At("new"), Tiny);
        Assert.That(ResolvedRun.Load(run.ConfigFile).Id, Is.EqualTo(Tiny.Id));
        Assert.That(run.IsDone, Is.False);
    }

    [Test]
    public void Open_TheSameRunUnderAnotherNameAndThreads_IsTheSameFolder()
    {
        using var folder = new TemporaryFolder();
        RunFolder.Open(folder.At("run"), Tiny);
        var again = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), "threads=1", "name=other");
        Assert.That(() => RunFolder.Open(folder.At("run"), again), Throws.Nothing);
    }

    [Test]
    public void Open_AFolderOfAnotherConfiguration_NamesTheDifferenceAndTouchesNothing()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("run");
        var before = File.ReadAllText(RunFolder.Open(path, Tiny).ConfigFile);
        var other = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), "training.steps=707");
        Assert.That(
            () => RunFolder.Open(path, other),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("training.steps is 1200 there and 707 in this run").And.Message.Contains("--out").And.Message.Contains(path));
        Assert.That(File.ReadAllText(Path.Combine(path, "config.yaml")), Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Open_AFolderOfSomethingElse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("thesis.txt"), "years of work");
        Assert.That(() => RunFolder.Open(folder.Path, Tiny), Throws.TypeOf<ConfigurationException>().With.Message.Contains("not empty"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Lock_WhileItIsHeld_RefusesAndAfterwardsIsFree()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Open(folder.At("run"), Tiny);
        using (run.Lock())
        {
            Assert.That(() => run.Lock(), Throws.TypeOf<ConfigurationException>().With.Message.Contains("another process"));
        }

        Assert.That(() => run.Lock().Dispose(), Throws.Nothing);
    }
}
