using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Reads the slots that a pattern of positions shows.</summary>
[Component("positions")]
public sealed record PositionReaderConfig : ReaderConfig
{
    /// <summary>Which query sees which slot.</summary>
    public required AttentionPattern Pattern { get; init; }

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new PositionReader(Pattern.Bind(context.At("pattern")));
    }
}

/// <inheritdoc cref="PositionReaderConfig"/>
/// <remarks>
/// Slots that the pattern shows to nobody are not looked at, as far as it says so by <see cref="AttentionPattern.Throughout"/>, so a window costs its own size, not the memory's. On the CPU, where it costs no
/// synchronisation, all others that no query of any row sees are left out too.
/// </remarks>
/// <param name="pattern">Which query sees which slot.</param>
public sealed class PositionReader(AttentionPattern pattern) : IMemoryReader
{
    /// <summary>So many stretches of slots are put side by side as they are; columns of more, as a dilated window shows them, are gathered.</summary>
    private const int Stretches = 8;

    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(query);
        var columns = SightCache.Of(query, pattern, held, [], () => ColumnRange.Seen(held, query, pattern));
        if (columns.Count == 0)
        {
            return [];
        }

        if (held.Runs is not null && held.Device.type == DeviceType.CPU && Exactly(held, query, columns) is { Count: <= Stretches } stretches)
        {
            return stretches.Count == 0 ? [] : [SlotSight.View(held, query, pattern, stretches)];
        }

        var near = held.Runs is null ? SlotSight.View(held, query, pattern) : SlotSight.View(held, query, pattern, columns);
        return held.Device.type == DeviceType.CPU ? Only(near, SightCache.Of(query, pattern, held, columns, () => Seen(near.Visible)), columns, held.Slots) : [near];
    }

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries)
    {
        var (held, query) = SlotSight.Full(slots, queries);
        var columns = ColumnRange.Seen(held, query, pattern);
        return new(Compared: 0, Attended: columns.Count == 0 ? 0 : Seen(SlotSight.Visible(held, query, pattern, columns)).Length);
    }

    /// <summary>The columns that some query sees, and no others.</summary>
    private IReadOnlyList<ColumnRange> Exactly(MemoryBlock held, AttentionQuery query, IReadOnlyList<ColumnRange> columns) =>
        SightCache.Of(query, pattern, held, columns, () => ColumnRange.Among(columns, Seen(SlotSight.Visible(held, query, pattern, columns))));

    private static IReadOnlyList<MemoryView> Only(SharedView near, long[] seen, IReadOnlyList<ColumnRange> columns, long slots)
    {
        if (seen.Length == 0)
        {
            return [];
        }

        var last = columns[^1];
        var newest = seen.Length <= last.Length && seen[^1] - seen[0] == seen.Length - 1 && seen[^1] == near.Keys.shape[2] - 1 && last.End == slots;
        return seen.Length == near.Keys.shape[2] ? [near]
            : seen[^1] - seen[0] == seen.Length - 1 ? [near.Narrow(seen[0], seen.Length) with { Unbroken = newest }]
            : [near.Pick(torch.tensor(seen, device: near.Keys.device), seen)];
    }

    /// <summary>The columns that some query sees, ascending.</summary>
    private static long[] Seen(torch.Tensor visible_BHTS)
    {
        var (seen_BHTS, columns) = (visible_BHTS.cpu().contiguous().data<bool>().ToArray(), (int)visible_BHTS.shape[3]);
        var any = new byte[columns];
        for (var row = MemoryMarshal.AsBytes(seen_BHTS.AsSpan()); row.Length > 0; row = row[columns..])
        {
            var i = 0;
            for (; i + Vector<byte>.Count <= columns; i += Vector<byte>.Count)
            {
                (new Vector<byte>(row[i..]) | new Vector<byte>(any, i)).CopyTo(any, i);
            }

            for (; i < columns; i++)
            {
                any[i] |= row[i];
            }
        }

        return [.. Enumerable.Range(0, columns).Where(column => any[column] != 0).Select(column => (long)column)];
    }
}
