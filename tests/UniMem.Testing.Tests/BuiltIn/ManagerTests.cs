using UniMem.Memory.Management;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class FifoTests : MemoryManagerContract<FifoConfig>
{
    protected override FifoConfig Create() => new() { Capacity = 6 };

    [Test]
    public void Feed_BeyondTheCapacity_LeavesTheNewestSlots()
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(Feed(new FifoManager(6), segments: 3, length: 4)!.PositionsOf(row: 0), Is.EqualTo(new[] { 6, 7, 8, 9, 10, 11 }));
    }
}

public sealed class ClearOnOverflowTests : MemoryManagerContract<ClearOnOverflowConfig>
{
    protected override ClearOnOverflowConfig Create() => new() { Capacity = 6 };
}

public sealed class SinkAndRecentTests : MemoryManagerContract<SinkAndRecentConfig>
{
    protected override SinkAndRecentConfig Create() => new() { Sinks = 2, Recent = 4 };
}
