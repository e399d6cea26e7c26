using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tests.Runs;

public sealed class DiskSpaceTests
{
    private static IOException Full => new("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);

    [Test]
    public void Write_OnAFullDiskThatGetsRoom_WaitsAndLosesNothing()
    {
        var (tries, said) = (0, new List<string>());
        DiskSpace.Write(() => { if (++tries < 3) { throw Full; } }, TimeSpan.FromMinutes(1), said.Add, CancellationToken.None);
        Assert.That(tries, Is.EqualTo(3));
        Assert.That(said, Has.Count.EqualTo(2));
        Assert.That(said[0], Does.StartWith("the disk is full (No space left on device); the run waits up to 1:00"));
    }

    [Test]
    public void Write_OnADiskThatStaysFull_GivesUpWhenItsPatienceEndsOrItIsToldTo()
    {
        Assert.That(() => DiskSpace.Write(() => throw Full, TimeSpan.Zero, _ => { }, CancellationToken.None), Throws.TypeOf<IOException>());
        Assert.That(() => DiskSpace.Write(() => throw Full, TimeSpan.FromMinutes(1), _ => { }, new CancellationToken(canceled: true)), Throws.TypeOf<IOException>());
        Assert.That(() => DiskSpace.Write(() => throw new IOException("another failure"), TimeSpan.FromMinutes(1), _ => { }, CancellationToken.None), Throws.TypeOf<IOException>());
    }

    [Test]
    [Platform("Linux")]
    public void IsExhausted_OfAWriteThatFoundNoRoom_IsTrue()
    {
        var failure = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "text"));
        Assert.That(DiskSpace.IsExhausted(failure!));
        Assert.That(DiskSpace.IsExhausted(new FileNotFoundException()), Is.False);
    }
}
