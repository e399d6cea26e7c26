using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>Columns of a block side by side.</summary>
/// <param name="Start">First column.</param>
/// <param name="End">The column behind the last.</param>
internal readonly record struct ColumnRange(long Start, long End)
{
    /// <summary>A run of as few slots is not cut further: what is gained is less than what asking costs.</summary>
    public const long Grain = 16;

    /// <summary>Columns.</summary>
    public long Length => End - Start;

    /// <summary>The columns that some query may see, ascending and apart; all of them where the host does not know.</summary>
    public static IReadOnlyList<ColumnRange> Seen(MemoryBlock held, AttentionQuery query, AttentionPattern pattern)
    {
        if (pattern.Throughout(SightBounds.Unknown) is { } always)
        {
            return always ? [new(0, held.Slots)] : [];
        }

        if (query.Extent is not { } extent || held.KnownRuns() is not { } runs || runs.Any(run => run is { Length: > 0, Position: null }))
        {
            return [new(0, held.Slots)];
        }

        return Merge(runs.Zip(extent).Where(row => row.First.Length > 0 && row.Second is not null)
            .SelectMany(row => Seen(row.First, row.Second!.Value, pattern, 0, row.First.Length)));
    }

    /// <summary>Whether every row holds all of these columns and every query sees them all, as far as the host knows.</summary>
    public static bool AllSeen(MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<ColumnRange> columns) =>
        held.Runs is { } runs && runs.All(run => columns.All(range => run.Start <= range.Start && range.End <= run.End))
        && (pattern.Throughout(SightBounds.Unknown)
            ?? (query.Extent is { } extent && runs.Zip(extent).All(row => row.First.Position is { } && row.Second is { } queries
                && columns.All(range => Throughout(pattern, row.First, queries, range.Start - row.First.Start, range.Length) == true))));

    private static bool? Throughout(AttentionPattern pattern, SlotRun run, Bounds queries, long from, long length)
    {
        var keys = new Bounds(run.Position!.Value + from, run.Position.Value + from + length - 1);
        return pattern.Throughout(new(new(queries.Least - keys.Greatest, queries.Greatest - keys.Least), keys, new(from, from + length - 1)));
    }

    /// <summary>Some of the columns of ranges, as ranges.</summary>
    /// <param name="ranges">Ascending and apart.</param>
    /// <param name="some">Places along all of their columns, ascending.</param>
    public static IReadOnlyList<ColumnRange> Among(IReadOnlyList<ColumnRange> ranges, IReadOnlyList<long> some)
    {
        var columns = ranges.SelectMany(range => Enumerable.Range(0, (int)range.Length).Select(i => range.Start + i)).ToArray();
        return Merge(some.Select(place => new ColumnRange(columns[place], columns[place] + 1)));
    }

    /// <summary>Halves a run's slots until the pattern knows of all of them alike.</summary>
    private static IEnumerable<ColumnRange> Seen(SlotRun run, Bounds queries, AttentionPattern pattern, long from, long length)
    {
        var seen = Throughout(pattern, run, queries, from, length);
        return seen == false ? []
            : seen == true || length <= Grain ? [new(run.Start + from, run.Start + from + length)]
            : Seen(run, queries, pattern, from, length / 2).Concat(Seen(run, queries, pattern, from + (length / 2), length - (length / 2)));
    }

    private static List<ColumnRange> Merge(IEnumerable<ColumnRange> ranges)
    {
        var apart = new List<ColumnRange>();
        foreach (var range in ranges.OrderBy(range => range.Start))
        {
            if (apart.Count > 0 && range.Start <= apart[^1].End)
            {
                apart[^1] = apart[^1] with { End = Math.Max(apart[^1].End, range.End) };
            }
            else
            {
                apart.Add(range);
            }
        }

        return apart;
    }
}
