using UniMem.Memory;
using UniMem.Memory.Management;

namespace UniMem.Tests;

public sealed class RetentionTests
{
    [Test]
    public void Fifo_BeyondCapacity_HoldsTheNewest() =>
        Assert.That(Held(new FifoManager(5), segments: 4, length: 3), Is.EqualTo(new long[] { 7, 8, 9, 10, 11 }));

    [Test]
    public void Fifo_ShorterThanASegment_HoldsTheSegmentsEnd() =>
        Assert.That(Held(new FifoManager(2), segments: 2, length: 3), Is.EqualTo(new long[] { 4, 5 }));

    [Test]
    public void ClearOnOverflow_WhenFull_BeginsAgainWithTheNewSegment()
    {
        var manager = new ClearOnOverflowManager(6);
        Assert.Multiple(() =>
        {
            Assert.That(Held(manager, segments: 2, length: 3), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 5 }));
            Assert.That(Held(manager, segments: 3, length: 3), Is.EqualTo(new long[] { 6, 7, 8 }));
            Assert.That(Held(manager, segments: 4, length: 3), Is.EqualTo(new long[] { 6, 7, 8, 9, 10, 11 }));
        });
    }

    [Test]
    public void SinkAndRecent_BeyondCapacity_HoldsTheFirstSlotsForEver() =>
        Assert.That(Held(new SinkAndRecentManager(2, 3), segments: 10, length: 4), Is.EqualTo(new long[] { 0, 1, 37, 38, 39 }));

    [Test]
    public void Update_RowThatRestarts_IsDecidedOnItsOwn()
    {
        var manager = new SinkAndRecentManager(1, 2);
        var state = MemoryState.Empty.With("m", Feed(manager, segments: 3, length: 3));
        state = state.Forget([true, false]);
        var held = Retention.Update(manager, state.Find("m"), Segment(0, 3, rows: 2, first: [0, 9]))!;

        Assert.Multiple(() =>
        {
            Assert.That(PositionsOf(held, 0), Is.EqualTo(new long[] { 0, 1, 2 }));
            Assert.That(PositionsOf(held, 1), Is.EqualTo(new long[] { 0, 10, 11 }));
        });
    }

    [Test]
    public void Update_NothingKept_HoldsNothing() =>
        Assert.That(Retention.Update(new Nothing(), null, Segment(0, 3, 2, [0, 0])), Is.Null);

    private static long[] Held(IMemoryManager manager, int segments, long length) => PositionsOf(Feed(manager, segments, length)!, 1);

    private static MemoryBlock? Feed(IMemoryManager manager, int segments, long length)
    {
        MemoryBlock? held = null;
        for (var i = 0; i < segments; i++)
        {
            held = Retention.Update(manager, held, Segment(i * length, length, rows: 2, first: [0, 0]));
        }

        return held;
    }

    /// <summary>Slots whose keys and values are their positions.</summary>
    private static MemoryBlock Segment(long start, long length, long rows, long[] first)
    {
        var positions = torch.tensor(first).unsqueeze(1) + start + torch.arange(length).unsqueeze(0);
        var slots = positions.to_type(torch.ScalarType.Float64).view(rows, 1, length, 1).expand(-1, -1, -1, 2);
        return new(slots, slots + 0, positions, torch.ones([rows, length], torch.ScalarType.Bool));
    }

    private static long[] PositionsOf(MemoryBlock held, long row)
    {
        var valid = held.Valid[row].data<bool>().ToArray();
        var positions = held.Positions[row].data<long>().ToArray();
        Assert.That(held.Keys[row, 0, torch.TensorIndex.Colon, 0].data<double>().Select(k => (long)k).Where((_, i) => valid[i]),
            Is.EqualTo(positions.Where((_, i) => valid[i])), "keys travel with their positions");
        return [.. positions.Where((_, i) => valid[i])];
    }

    private sealed class Nothing : IMemoryManager
    {
        public long Capacity => 1;

        public torch.Tensor Keep(SlotView slots) => torch.zeros_like(slots.Valid);
    }
}
