using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>How many of the slots that an exact search finds an approximate one finds too, for one query in some.</summary>
/// <param name="every">One query of a segment in so many is also searched for exactly. At least 1.</param>
public sealed class SearchRecall(int every)
{
    /// <summary>Slots that both searches found.</summary>
    public long Found { get; private set; }

    /// <summary>Slots that the exact search found.</summary>
    public long Wanted { get; private set; }

    /// <summary>Queries and heads that were searched for exactly.</summary>
    public long Queries { get; private set; }

    /// <summary>Counts one reading.</summary>
    internal void Compare(FoundSlots found, MemoryBlock held, AttentionQuery query, AttentionPattern among)
    {
        var sampled = torch.arange(0, query.Positions.shape[1], every, device: query.Positions.device);
        torch.Tensor Some(torch.Tensor x, long axis) => x.index_select(axis, sampled);
        var asked = query with { Heads = Some(query.Heads, 2), Positions = Some(query.Positions, 1), Text = query.Text is { } text ? Some(text, 1) : null, Sights = null, Tables = null };
        var exact = SlotSearch.Best(held, asked, among, found.Columns.shape[^1]);
        var same_BHTKK = (Some(found.Columns, 2).unsqueeze(-1) == exact.Columns.unsqueeze(-2))
            .logical_and(Some(found.Visible, 2).unsqueeze(-1)).logical_and(exact.Visible.unsqueeze(-2));
        Found += same_BHTKK.sum().ToInt64();
        Wanted += exact.Visible.sum().ToInt64();
        Queries += exact.Visible.any(-1).sum().ToInt64();
    }
}
