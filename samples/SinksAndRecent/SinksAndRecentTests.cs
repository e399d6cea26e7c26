using UniMem.Testing;

namespace SinksAndRecent.Tests;

/// <summary>What every manager promises, and what this one holds.</summary>
public sealed class SinksAndRecentTests : MemoryManagerContract<SinksAndRecentConfig>
{
    protected override SinksAndRecentConfig Create() => new() { Sinks = 2, Recent = 3 };

    [Test]
    public void Keep_AfterManySegments_HoldsTheFirstTokensAndTheNewest()
    {
        using var scope = torch.NewDisposeScope();
        var held = Feed(new SinksAndRecentManager(sinks: 2, recent: 3), segments: 10, length: 4);
        Assert.That(held!.PositionsOf(row: 0), Is.EqualTo(new long[] { 0, 1, 37, 38, 39 }));
    }
}
