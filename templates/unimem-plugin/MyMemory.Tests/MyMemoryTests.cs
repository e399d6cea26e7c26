using NUnit.Framework;
using TorchSharp;
using UniMem.Testing;

namespace MyMemory.Tests;

/// <summary>What every manager promises, and what this one holds.</summary>
public sealed class MyMemoryTests : MemoryManagerContract<MyMemoryConfig>
{
    protected override MyMemoryConfig Create() => new() { Capacity = 4, Stride = 2 };

    [Test]
    public void Keep_AfterManySegments_HoldsTheNewestOfEverySecondToken()
    {
        using var scope = torch.NewDisposeScope();
        var held = Feed(new MyMemoryManager(capacity: 4, stride: 2), segments: 5, length: 4);
        Assert.That(held!.PositionsOf(row: 0), Is.EqualTo(new long[] { 12, 14, 16, 18 }));
    }
}
