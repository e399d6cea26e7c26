using TorchSharp;

namespace UniMem.Memory;

/// <summary>Carries out what a manager decides.</summary>
public static class Retention
{
    /// <summary>What a memory holds after new slots have arrived.</summary>
    /// <param name="manager">Decides.</param>
    /// <param name="held">Slots held, or null when there are none.</param>
    /// <param name="incoming">Slots that have just been written.</param>
    /// <returns>
    /// The slots kept, oldest first and packed to the newest columns, as wide as the fullest row; null when no row keeps any.
    /// </returns>
    public static MemoryBlock? Update(IMemoryManager manager, MemoryBlock? held, MemoryBlock incoming)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(incoming);
        var slots = held is null ? incoming : held.Append(incoming);
        var keep_BM = manager.Keep(new SlotView(slots, held?.Slots ?? 0)).logical_and(slots.Valid);
        var (width, first) = Extent(keep_BM);
        return width == 0 ? null
            : slots.Slots - first == width ? slots.Narrow(first, width) with { Valid = keep_BM.narrow(1, first, width) }
            : Pack(slots with { Valid = keep_BM }, width);
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
