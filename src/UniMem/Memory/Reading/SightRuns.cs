using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>A run of slots that some query sees.</summary>
/// <param name="First">Column of the first.</param>
/// <param name="Length">How many.</param>
/// <param name="Visible">Bool, broadcastable to (B, H, T, Length): which query sees which.</param>
internal sealed record SightRun(long First, long Length, torch.Tensor Visible);

/// <summary>Goes through a memory run by run, asking a pattern slot by slot only where it does not hold throughout.</summary>
internal static class SightRuns
{
    /// <summary>Slots that a pattern is asked of at once.</summary>
    private const long Block = 512;

    /// <summary>Most slots of a run: what is computed of its keys takes as much memory.</summary>
    private const long Longest = 32 * Block;

    private readonly record struct Stretch(long First, long Length, bool? Seen);

    /// <summary>The runs, by column; none where no query sees anything.</summary>
    public static IReadOnlyList<SightRun> Of(MemoryBlock held, AttentionQuery query, AttentionPattern pattern) =>
        Of(held, query, pattern, [(0, held.Slots)]);

    /// <summary>The runs within some stretches of the memory, by column.</summary>
    /// <param name="held">The memory.</param>
    /// <param name="query">Who asks.</param>
    /// <param name="pattern">Which slots are seen.</param>
    /// <param name="stretches">First columns and lengths, ascending.</param>
    public static IReadOnlyList<SightRun> Of(
        MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<(long First, long Length)> stretches) =>
        SightCache.Of(query, pattern, held, [.. stretches.Select(part => new ColumnRange(part.First, part.First + part.Length))], () => Found(held, query, pattern, stretches));

    private static IReadOnlyList<SightRun> Found(
        MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<(long First, long Length)> stretches)
    {
        var fromOldest_BM = SlotRanks.Of(held.Valid).FromOldest;
        SightRun Run(Stretch part)
        {
            torch.Tensor Part(torch.Tensor x_BM) => x_BM.narrow(1, part.First, part.Length);
            var valid_BS = Part(held.Valid);
            return new(part.First, part.Length, part.Seen == true ? valid_BS.unsqueeze(1).unsqueeze(1) : PatternSight.Of(
                pattern, Sight.Of(query.Positions, Part(held.Positions), Part(fromOldest_BM), query.Text), valid_BS, query.Kernel));
        }

        return [.. Merged(Stretches(held, fromOldest_BM, query, pattern, stretches)).Select(Run)];
    }

    /// <summary>What the pattern says of each block; blocks that hold nothing are unseen.</summary>
    private static IEnumerable<Stretch> Stretches(
        MemoryBlock held, torch.Tensor fromOldest_BM, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<(long First, long Length)> all)
    {
        if (pattern.Throughout(SightBounds.Unknown) is { } always)
        {
            return all.Select(stretch => new Stretch(stretch.First, stretch.Length, always));
        }

        var bounds = new SlotBounds(held, fromOldest_BM, query);
        return all.SelectMany(stretch => Cut(new(stretch.First, stretch.Length, null), Block))
            .Select(block => block with { Seen = bounds.Of(block.First, block.Length) is { } known ? pattern.Throughout(known) : false });
    }

    /// <summary>Seen stretches that follow each other are one, up to the longest that is allowed.</summary>
    private static IEnumerable<Stretch> Merged(IEnumerable<Stretch> blocks)
    {
        var merged = new List<Stretch>();
        foreach (var block in blocks.Where(block => block.Seen != false))
        {
            if (block.Seen == true && merged.Count > 0 && merged[^1] is { Seen: true } last && last.First + last.Length == block.First)
            {
                merged[^1] = last with { Length = last.Length + block.Length };
            }
            else
            {
                merged.Add(block);
            }
        }

        return merged.SelectMany(stretch => Cut(stretch, Longest));
    }

    private static IEnumerable<Stretch> Cut(Stretch whole, long length)
    {
        for (var at = 0L; at < whole.Length; at += length)
        {
            yield return whole with { First = whole.First + at, Length = Math.Min(length, whole.Length - at) };
        }
    }
}
