using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;

namespace UniMem.Memory.Reading;

/// <summary>What readers have in common: a pattern applied to the slots a memory holds.</summary>
internal static class SlotSight
{
    /// <summary>All slots as one view, of which each query sees what the pattern shows and the row holds.</summary>
    public static SharedView View(MemoryBlock held, AttentionQuery query, AttentionPattern pattern)
    {
        var ranks = SlotRanks.Of(held.Valid);
        var sight = Sight.Of(query.Positions, held.Positions, ranks.FromOldest, query.Text);
        return new()
        {
            Keys = held.Keys,
            Values = held.Values,
            Positions = held.Positions,
            RankFromNewest = ranks.FromNewest,
            Visible = PatternSight.Of(pattern, sight, held.Valid, query.Kernel),
        };
    }

    /// <summary>All slots as one table, of which each query sees what the row holds.</summary>
    public static SharedView Table(MemoryBlock held) => new(
        new(SlotLayout.Of(held, [new(0, held.Slots)]), () => held.Positions, () => SlotRanks.Of(held.Valid).FromNewest),
        held.Keys, held.Values, held.Valid.unsqueeze(1).unsqueeze(1));

    /// <summary>Some columns of the slots as one view, of which each query sees what the pattern shows and the row holds.</summary>
    /// <param name="held">Slots of which the host knows what each row holds.</param>
    /// <param name="query">The queries.</param>
    /// <param name="pattern">Which query sees which slot.</param>
    /// <param name="columns">Ranges of columns, ascending; at least one.</param>
    public static SharedView View(MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<ColumnRange> columns)
    {
        var some = Some(held, columns);
        var seen = Seen(held, query, pattern, columns);
        return new(new(SlotLayout.Of(held, columns), () => some.Positions, () => seen.RankFromNewest), some.Keys, some.Values, seen.Visible)
        {
            Unbroken = columns.Count == 1 && columns[0].End == held.Slots,
            Shown = seen.Shown,
        };
    }

    /// <summary>What each query sees of some columns, as bool broadcastable to (B, H, T, S); their keys are not looked at.</summary>
    /// <param name="held">Slots of which the host knows what each row holds.</param>
    /// <param name="query">The queries.</param>
    /// <param name="pattern">Which query sees which slot.</param>
    /// <param name="columns">Ranges of columns, ascending; at least one.</param>
    public static torch.Tensor Visible(MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<ColumnRange> columns) =>
        Seen(held, query, pattern, columns).Visible;

    private static MemoryBlock Some(MemoryBlock held, IReadOnlyList<ColumnRange> columns) =>
        columns.Select(range => held.Narrow(range.Start, range.Length)).Aggregate((left, right) => left.Append(right));

    private static SeenColumns Seen(MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<ColumnRange> columns) =>
        SightCache.Of(query, pattern, held, columns, () => Seen(held, query, pattern, columns, Some(held, columns).Positions));

    private static SeenColumns Seen(MemoryBlock held, AttentionQuery query, AttentionPattern pattern, IReadOnlyList<ColumnRange> columns, torch.Tensor positions_BS)
    {
        var index_1S = Index(columns, held.Device).unsqueeze(0);
        var (starts_B1, ends_B1) = SlotRuns.Bounds(held.Runs!, held.Device);
        var fromOldest_BS = index_1S - starts_B1;
        var valid_BS = (fromOldest_BS >= 0).logical_and(index_1S < ends_B1);
        var sight = Sight.Of(query.Positions, positions_BS, fromOldest_BS, query.Text);
        return new(ends_B1 - 1 - index_1S, PatternSight.Of(pattern, sight, valid_BS, query.Kernel), ColumnRange.AllSeen(held, query, pattern, columns) ? Shown.Everything : Shown.AsMasked);
    }

    /// <summary>What a segment sees of a full memory that ends where the segment begins; keys and values are empty.</summary>
    public static (MemoryBlock Held, AttentionQuery Query) Full(long slots, QuerySpan queries)
    {
        var positions_1M = torch.arange(slots).unsqueeze(0);
        var nothing = torch.zeros([1, 1, slots, 0]);
        var query = new AttentionQuery(
            torch.zeros([1, 1, queries.Length, 0]), torch.arange(queries.Length).unsqueeze(0) + (slots - queries.Before), torch.full([1, 1], slots), new Unrotated(new RotaryEmbedding(2, 10000)))
        {
            Extent = [new(slots - queries.Before, slots - queries.Before + queries.Length - 1)],
        };
        return (new MemoryBlock(nothing, nothing, positions_1M, torch.ones_like(positions_1M, torch.ScalarType.Bool)) { Runs = [new(0, slots, 0)] }, query);
    }

    private sealed record SeenColumns(torch.Tensor RankFromNewest, torch.Tensor Visible, Shown Shown);

    private static torch.Tensor Index(IReadOnlyList<ColumnRange> columns, torch.Device device) => columns.Count == 1
        ? torch.arange(columns[0].Start, columns[0].End, device: device)
        : torch.cat([.. columns.Select(range => torch.arange(range.Start, range.End, device: device))], 0);
}
