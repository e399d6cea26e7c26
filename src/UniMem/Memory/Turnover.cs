using TorchSharp;

namespace UniMem.Memory;

/// <summary>What becomes of a memory's slots when new ones arrive: every valid slot is either held or evicted.</summary>
/// <param name="slots">Held before and incoming together, oldest first.</param>
/// <param name="keep_BM">(B, M) bool: what stays; what it says of slots that are not valid is ignored.</param>
public sealed class Turnover(MemoryBlock slots, torch.Tensor keep_BM)
{
    /// <summary>What stays: oldest first, packed to the newest columns, as wide as the fullest row; null when no row keeps any.</summary>
    public MemoryBlock? Held => Only(keep_BM.logical_and(slots.Valid));

    /// <summary>What leaves, in the same form; null when nothing leaves.</summary>
    public MemoryBlock? Evicted => Only(keep_BM.logical_not().logical_and(slots.Valid));

    private MemoryBlock? Only(torch.Tensor chosen_BM)
    {
        var (width, first) = Extent(chosen_BM);
        return width == 0 ? null
            : slots.Slots - first == width ? slots.Narrow(first, width) with { Valid = chosen_BM.narrow(1, first, width) }
            : Pack(slots with { Valid = chosen_BM }, width);
    }

    /// <summary>Slots of the fullest row, and the first column that any row keeps: both in one transfer from the device.</summary>
    private static (long Width, long First) Extent(torch.Tensor keep_BM)
    {
        var width = keep_BM.sum(1).max();
        var first = keep_BM.any(0).to_type(torch.ScalarType.Int64).argmax();
        var both = torch.stack([width, first]).cpu().data<long>();
        return (both[0], both[1]);
    }

    /// <summary>Each row's valid slots moved to its newest columns, in their order.</summary>
    private static MemoryBlock Pack(MemoryBlock slots, long width)
    {
        var (_, columns_BM) = slots.Valid.to_type(torch.ScalarType.Int64).sort(1, stable: true);
        return slots.Gather(columns_BM.narrow(1, slots.Slots - width, width));
    }
}
