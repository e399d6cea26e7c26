using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>What an index lets queries see, slot by slot: the explicit twin of search in lists, which spares nothing.</summary>
internal static class IndexedSight
{
    /// <summary>The best of the slots in the lists that a query looks into, and of those in no list.</summary>
    public static FoundSlots Best(
        MemoryBlock held, AttentionQuery query, AttentionPattern among, long count, IReadOnlyList<IndexedChunk> chunks, SlotIndexConfig config)
    {
        var all = SlotSight.View(held, query, among);
        var open_BHTM = torch.ones([.. query.Heads.shape[..3], held.Slots], torch.ScalarType.Bool, query.Heads.device);
        foreach (var row in chunks.GroupBy(chunk => chunk.Row))
        {
            Close(open_BHTM[row.Key], held.Row(row.Key), query.Row(row.Key), [.. row], config);
        }

        return SlotSearch.Explicit(all with { Visible = all.Visible.logical_and(open_BHTM) }, query, count);
    }

    private static void Close(
        torch.Tensor open_HTM, MemoryBlock held, AttentionQuery query, IReadOnlyList<IndexedChunk> chunks, SlotIndexConfig config)
    {
        var precise = Attention.Positions.Scores.Precise(query);
        List<SlotClusters> clusters = [.. chunks.Select(chunk => SlotClusters.Of((chunk with { Row = 0 }).Of(held.Keys, config.Chunk).to_type(precise), config.Lists))];
        var centroids_1GLD = torch.cat([.. clusters.Select(chunk => chunk.Centroids)], 1).unsqueeze(0);
        var queries = query.Policy.Products(query, SlotSight.Table(held))!.Queries.to_type(centroids_1GLD.dtype);
        var scores_HTL = GroupedHeads.Product(queries, centroids_1GLD.transpose(-2, -1))[0];
        var (_, probed_HTP) = scores_HTL.topk((int)Math.Min(config.Probes, scores_HTL.shape[2]));
        var looked_HTL = torch.zeros_like(scores_HTL).scatter(-1, probed_HTP, torch.ones_like(probed_HTP, scores_HTL.dtype)) > 0;
        for (var i = 0; i < chunks.Count; i++)
        {
            var (heads, groups) = (queries.shape[1], held.Keys.shape[1]);
            var list_H1C = (clusters[i].Lists + (i * config.Lists)).repeat_interleave(heads / groups, 0).unsqueeze(1);
            var seen_HTC = looked_HTL.gather(-1, list_H1C.expand(heads, queries.shape[2], config.Chunk));
            open_HTM.narrow(-1, chunks[i].Column, config.Chunk).copy_(seen_HTC);
        }
    }
}
