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
        var seen_BHTM = pattern.Visible(Sight.Of(query.Positions, held.Positions, ranks.FromOldest, query.Text));
        return new()
        {
            Keys = held.Keys,
            Values = held.Values,
            Positions = held.Positions,
            RankFromNewest = ranks.FromNewest,
            Visible = seen_BHTM.logical_and(held.Valid.unsqueeze(1).unsqueeze(1)),
        };
    }

    /// <summary>All slots as one table, of which each query sees what the row holds.</summary>
    public static SharedView Table(MemoryBlock held) => new()
    {
        Keys = held.Keys,
        Values = held.Values,
        Positions = held.Positions,
        RankFromNewest = SlotRanks.Of(held.Valid).FromNewest,
        Visible = held.Valid.unsqueeze(1).unsqueeze(1),
    };

    /// <summary>What a segment sees of a full memory that ends where the segment begins; keys and values are empty.</summary>
    public static SharedView Full(long slots, QuerySpan queries, AttentionPattern pattern)
    {
        var positions_1M = torch.arange(slots).unsqueeze(0);
        var nothing = torch.zeros([1, 1, slots, 0]);
        var query = new AttentionQuery(
            torch.zeros([1, 1, queries.Length, 0]), torch.arange(queries.Length).unsqueeze(0) + (slots - queries.Before), torch.full([1, 1], slots), new Unrotated(new RotaryEmbedding(2, 10000)));
        return View(new MemoryBlock(nothing, nothing, positions_1M, torch.ones_like(positions_1M, torch.ScalarType.Bool)), query, pattern);
    }
}
