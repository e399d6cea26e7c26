using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

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
}
