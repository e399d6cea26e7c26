using TorchSharp;

namespace UniMem.Memory;

/// <summary>Some of a block's slots, oldest first, packed to the newest columns and as wide as the fullest row; null when there are none.</summary>
internal static class SlotSelection
{
    /// <summary>Slots chosen one by one: how many they are is asked of the tensor, but of a GPU only where nobody knows how many they are at most.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="chosen_BM">(B, M) bool: valid ones only.</param>
    /// <param name="most">Most slots of a row; null where that is not known.</param>
    public static MemoryBlock? ByMask(MemoryBlock slots, torch.Tensor chosen_BM, long? most = null)
    {
        if (most is { } bound && slots.Device.type != DeviceType.CPU)
        {
            return Pack(slots with { Valid = chosen_BM }, Math.Min(bound, slots.Slots));
        }

        var (width, first) = Extent(chosen_BM);
        return width == 0 ? null
            : slots.Slots - first == width ? slots.Narrow(first, width) with { Valid = chosen_BM.narrow(1, first, width) }
            : Pack(slots with { Valid = chosen_BM }, width);
    }

    /// <summary>Slots side by side in each row: the host knows them, and as a rule they are a view.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="runs">Which of them, row by row.</param>
    public static MemoryBlock? ByRun(MemoryBlock slots, IReadOnlyList<SlotRun> runs)
    {
        var chosen = runs.Where(run => run.Length > 0).ToList();
        if (chosen.Count == 0)
        {
            return null;
        }

        var (width, end) = (chosen.Max(run => run.Length), chosen.Max(run => run.End));
        return chosen.All(run => run.End == end) || end - chosen.Min(run => run.Start) == width
            ? slots.Narrow(end - width, width) with { Runs = [.. runs.Select(run => run.Within(end - width, width))] }
            : slots.Gather(Columns(runs, width, slots.Device)) with
            {
                Runs = [.. runs.Select(run => run.Length == 0 ? default : run with { Start = width - run.Length })],
            };
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

    /// <summary>(B, width) int64: for each row the columns that end with its newest slot.</summary>
    private static torch.Tensor Columns(IReadOnlyList<SlotRun> runs, long width, torch.Device device)
    {
        var ends_B1 = HostNumbers.Sent(torch.tensor(runs.Select(run => run.Length == 0 ? width : run.End).ToArray()), device).unsqueeze(1);
        return (ends_B1 - width + torch.arange(width, device: device).unsqueeze(0)).clamp_min(0);
    }
}
