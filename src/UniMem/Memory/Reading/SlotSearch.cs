using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>Finds, for each query and head, the slots with the highest scores; out of the graph.</summary>
internal static class SlotSearch
{
    /// <summary>The best slots; the older one among equals.</summary>
    /// <param name="held">More than <paramref name="count"/> slots.</param>
    /// <param name="query">The queries, their policy and the kernel that they are offered to.</param>
    /// <param name="among">Which slots compete.</param>
    /// <param name="count">K.</param>
    public static FoundSlots Best(MemoryBlock held, AttentionQuery query, AttentionPattern among, long count)
    {
        using var _ = torch.no_grad();
        return ByKernel(held, query, among, count, [(0, held.Slots)]) ?? Explicit(SlotSight.View(held, query, among), query, count);
    }

    /// <summary>The best slots of some stretches of the memory; null where no kernel takes them.</summary>
    public static FoundSlots? ByKernel(
        MemoryBlock held, AttentionQuery query, AttentionPattern among, long count, IReadOnlyList<(long First, long Length)> stretches)
    {
        if (query.SlotKernel is not { } kernel || query.Heads.device_type != DeviceType.CPU)
        {
            return null;
        }

        var table = SlotSight.Table(held);
        var found = FoundSlots.None(query, count);
        foreach (var run in SightRuns.Of(held, query, among, stretches))
        {
            if (query.Policy.Products(query, table.Narrow(run.First, run.Length)) is not { } products
                || kernel.Search(products, run.Visible, run.First, found) is not { } better)
            {
                return null;
            }

            found = better;
        }

        return found;
    }

    /// <summary>The best slots of a view, by the scores of all of them.</summary>
    public static FoundSlots Explicit(SharedView all, AttentionQuery query, long count)
    {
        var scores_BHTM = all.Score(query).masked_fill(all.Visible.logical_not(), AttentionCore.MaskedScore);
        var (best_BHTK, columns_BHTK) = scores_BHTM.topk((int)count + 1);
        var (worst, next) = (best_BHTK.narrow(-1, count - 1, 1), best_BHTK.narrow(-1, count, 1));
        if ((worst == next).logical_and(worst > AttentionCore.MaskedScore / 2).any().ToBoolean())
        {
            (best_BHTK, columns_BHTK) = scores_BHTM.sort(-1, descending: true, stable: true);
        }

        var (ascending_BHTK, order_BHTK) = columns_BHTK.narrow(-1, 0, count).sort(-1);
        return new(best_BHTK.narrow(-1, 0, count).gather(-1, order_BHTK), ascending_BHTK);
    }
}
