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
        var products = Turned(held, query);
        using var _ = torch.no_grad();
        return (products is null ? null : ByKernel(held, query, products, among, count, [(0, held.Slots)]))
            ?? Explicit(SlotSight.View(held, query, among), query, count);
    }

    /// <summary>The best slots of some stretches of the memory; null where no kernel takes them.</summary>
    public static FoundSlots? ByKernel(
        MemoryBlock held, AttentionQuery query, AttentionPattern among, long count, IReadOnlyList<(long First, long Length)> stretches) =>
        Turned(held, query) is { } products ? ByKernel(held, query, products, among, count, stretches) : null;

    /// <summary>Queries and all slots as they are scored, rotated here, where attention that follows can use them with their graph; null for no kernel.</summary>
    private static ScaledProducts? Turned(MemoryBlock held, AttentionQuery query) =>
        query.SlotKernel is not null && query.Heads.device_type == DeviceType.CPU && query.Policy.Products(query, SlotSight.Table(held)) is { } products
            ? new(products.Queries, products.Keys, products.Scale)
            : null;

    private static FoundSlots? ByKernel(
        MemoryBlock held, AttentionQuery query, ScaledProducts products, AttentionPattern among, long count, IReadOnlyList<(long First, long Length)> stretches)
    {
        var found = FoundSlots.None(query, count);
        foreach (var run in SightRuns.Of(held, query, among, stretches))
        {
            var some = new ScaledProducts(products.Queries, products.Keys.narrow(2, run.First, run.Length), products.Scale);
            if (query.SlotKernel!.Search(some, run.Visible, run.First, found) is not { } better)
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
        if (scores_BHTM.device_type != DeviceType.CPU)
        {
            return Unasked(scores_BHTM, count);
        }

        var (best_BHTK, columns_BHTK) = scores_BHTM.topk((int)count + 1);
        var (worst, next) = (best_BHTK.narrow(-1, count - 1, 1), best_BHTK.narrow(-1, count, 1));
        if ((worst == next).logical_and(worst > AttentionCore.MaskedScore / 2).any().ToBoolean())
        {
            (best_BHTK, columns_BHTK) = scores_BHTM.sort(-1, descending: true, stable: true);
        }

        var (ascending_BHTK, order_BHTK) = columns_BHTK.narrow(-1, 0, count).sort(-1);
        return new(best_BHTK.narrow(-1, 0, count).gather(-1, order_BHTK), ascending_BHTK);
    }

    /// <summary>The same without asking a device whether some scores are equal: of those equal to the worst of the best, the oldest that there is room for.</summary>
    private static FoundSlots Unasked(torch.Tensor scores_BHTM, long count)
    {
        var slots = scores_BHTM.shape[^1];
        var (best_BHTK, _) = scores_BHTM.topk((int)count);
        var worst_BHT1 = best_BHTK.narrow(-1, count - 1, 1);
        var (better_BHTM, equal_BHTM) = (scores_BHTM > worst_BHT1, scores_BHTM == worst_BHT1);
        var room_BHT1 = count - better_BHTM.sum(-1, keepdim: true);
        var chosen_BHTM = better_BHTM.logical_or(equal_BHTM.logical_and(equal_BHTM.cumsum(-1, torch.ScalarType.Int64) <= room_BHT1));
        var age_M = slots - torch.arange(slots, device: scores_BHTM.device);
        var (ages_BHTK, _) = (chosen_BHTM.to_type(torch.ScalarType.Int64) * age_M).topk((int)count);
        var columns_BHTK = (slots - ages_BHTK).clamp_max(slots - 1);   // nothing is chosen where scores are no numbers
        return new(scores_BHTM.gather(-1, columns_BHTK), columns_BHTK);
    }
}
