using TorchSharp;

namespace UniMem.Memory;

/// <summary>What is known on the host of which columns the rows of a block hold.</summary>
internal static class SlotRuns
{
    /// <summary>Every row holds every column.</summary>
    public static IReadOnlyList<SlotRun> Full(long rows, long slots) => [.. Enumerable.Repeat(new SlotRun(0, slots), (int)rows)];

    /// <summary>One run a row, found by looking: one transfer where the tensors are on a device.</summary>
    /// <param name="positions">(B, M) int64.</param>
    /// <param name="valid">(B, M) bool.</param>
    /// <returns>Null when a row holds columns that are not side by side.</returns>
    public static IReadOnlyList<SlotRun>? Find(torch.Tensor positions, torch.Tensor valid)
    {
        using var both_2BM = torch.stack([positions.detach(), valid.to_type(torch.ScalarType.Int64)]);
        using var near_2BM = both_2BM.cpu();
        var (rows, slots) = ((int)positions.shape[0], (int)positions.shape[1]);
        var numbers = near_2BM.data<long>().ToArray().AsSpan();
        var runs = new SlotRun[rows];
        for (var row = 0; row < rows; row++)
        {
            if (Find(numbers.Slice(row * slots, slots), numbers.Slice((rows + row) * slots, slots)) is not { } run)
            {
                return null;
            }

            runs[row] = run;
        }

        return runs;
    }

    /// <summary>The runs of a block followed by another one; null when a row's slots would not be side by side.</summary>
    /// <param name="older">Runs of the first block.</param>
    /// <param name="slots">Columns of the first block.</param>
    /// <param name="newer">Runs of the second block.</param>
    public static IReadOnlyList<SlotRun>? Append(IReadOnlyList<SlotRun>? older, long slots, IReadOnlyList<SlotRun>? newer)
    {
        if (older is null || newer is null)
        {
            return null;
        }

        var joined = new SlotRun[older.Count];
        for (var row = 0; row < joined.Length; row++)
        {
            var (old, next) = (older[row], newer[row] with { Start = newer[row].Start + slots });
            if (old.Length > 0 && next.Length > 0 && old.End != next.Start)
            {
                return null;
            }

            joined[row] = old.Length == 0 ? next
                : next.Length == 0 ? old
                : new(old.Start, old.Length + next.Length, old.Position + old.Length == next.Position ? old.Position : null);
        }

        return joined;
    }

    /// <summary>(B, M) bool: which columns the runs hold.</summary>
    public static torch.Tensor Valid(IReadOnlyList<SlotRun> runs, long slots, torch.Device device)
    {
        if (runs.All(run => run.Length == slots))
        {
            return torch.ones([runs.Count, slots], torch.ScalarType.Bool, device);
        }

        var (starts_B1, ends_B1) = Bounds(runs, device);
        var columns_1M = torch.arange(slots, device: device).unsqueeze(0);
        return (columns_1M >= starts_B1).logical_and(columns_1M < ends_B1);
    }

    /// <summary>(B, 1) int64 each: where the runs begin and end.</summary>
    public static (torch.Tensor Starts, torch.Tensor Ends) Bounds(IReadOnlyList<SlotRun> runs, torch.Device device)
    {
        var both_2B1 = HostNumbers.Sent(
            torch.tensor([.. runs.Select(run => run.Start), .. runs.Select(run => run.End)], [2, runs.Count, 1], torch.ScalarType.Int64), device);
        return (both_2B1[0], both_2B1[1]);
    }

    private static SlotRun? Find(ReadOnlySpan<long> positions, ReadOnlySpan<long> valid)
    {
        var start = valid.IndexOf(1);
        if (start < 0)
        {
            return default(SlotRun);
        }

        var end = start + 1;
        var consecutive = true;
        for (; end < valid.Length && valid[end] == 1; end++)
        {
            consecutive &= positions[end] == positions[end - 1] + 1;
        }

        return valid[end..].Contains(1) ? null : new(start, end - start, consecutive ? positions[start] : null);
    }
}
