using TorchSharp;

namespace UniMem.Memory;

/// <summary>What becomes of a memory's slots when new ones arrive: every valid slot is either held or evicted.</summary>
public sealed class Turnover
{
    private readonly Func<MemoryBlock?> _held;
    private readonly Func<MemoryBlock?> _evicted;

    /// <param name="slots">Held before and incoming together, oldest first.</param>
    /// <param name="keep_BM">(B, M) bool: what stays; what it says of slots that are not valid is ignored.</param>
    /// <param name="most">Most slots that a row keeps; null where that is not known.</param>
    public Turnover(MemoryBlock slots, torch.Tensor keep_BM, long? most = null)
    {
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(keep_BM);
        _held = () => SlotSelection.ByMask(slots, keep_BM.logical_and(slots.Valid), most);
        _evicted = () => SlotSelection.ByMask(slots, keep_BM.logical_not().logical_and(slots.Valid));
    }

    /// <param name="slots">Held before and incoming together, oldest first.</param>
    /// <param name="runs">What each row holds of them.</param>
    /// <param name="newest">How many of its newest slots each row keeps.</param>
    internal Turnover(MemoryBlock slots, IReadOnlyList<SlotRun> runs, IReadOnlyList<long> newest)
    {
        _held = () => SlotSelection.ByRun(slots, [.. runs.Select((run, row) => run.Newest(newest[row]))]);
        _evicted = () => SlotSelection.ByRun(slots, [.. runs.Select((run, row) => run with { Length = Math.Max(0, run.Length - newest[row]) })]);
    }

    /// <summary>What stays: oldest first, packed to the newest columns, as wide as the fullest row; null when no row keeps any. On a GPU as wide as a row may get, where that is known, so that it need not be asked.</summary>
    public MemoryBlock? Held => _held();

    /// <summary>What leaves, in the same form; null when nothing leaves.</summary>
    public MemoryBlock? Evicted => _evicted();
}
