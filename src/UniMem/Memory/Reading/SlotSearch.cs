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
        return (query.SlotKernel is { } kernel ? ByKernel(kernel, held, query, among, count) : null)
            ?? Explicit(SlotSight.View(held, query, among), query, count);
    }

    private static FoundSlots? ByKernel(ISlotKernel kernel, MemoryBlock held, AttentionQuery query, AttentionPattern among, long count)
    {
        if (query.Heads.device_type != DeviceType.CPU)
        {
            return null;
        }

        var table = SlotSight.Table(held);
        var found = FoundSlots.None(query, count);
        foreach (var run in SightRuns.Of(held, query, among))
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

    private static FoundSlots Explicit(SharedView all, AttentionQuery query, long count)
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
