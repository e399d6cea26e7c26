using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Reading;

namespace ChunkTopK;

/// <summary>Reads, for each query and head, the chunks of slots whose mean keys score highest, whole.</summary>
/// <remarks>
/// An index of one key a chunk makes the search cheaper by the chunk's size than one over all slots. A chunk is a run of slots, counted from
/// the oldest that the row holds; its key is the mean of theirs and stands where its newest slot stands, and the injector's position policy
/// scores it. The choice carries no gradient, the chosen keys and values do. The idea is at home in many retrieval methods; this is none of them.
/// </remarks>
[Component("chunk_topk")]
public sealed record ChunkTopKConfig : ReaderConfig
{
    /// <summary>Slots of a chunk. At least 1.</summary>
    public required int Chunk { get; init; }

    /// <summary>Chunks for each query and head. At least 1.</summary>
    public required int K { get; init; }

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context) =>
        Chunk < 1 ? throw context.At("chunk").Wrong($"{Chunk} is out of range; write at least 1 slot.")
        : K < 1 ? throw context.At("k").Wrong($"{K} is out of range; write at least 1 chunk.")
        : new ChunkTopKReader(Chunk, K);
}

/// <inheritdoc cref="ChunkTopKConfig"/>
/// <param name="chunk">Slots of a chunk. At least 1.</param>
/// <param name="k">Chunks for each query and head. At least 1.</param>
public sealed class ChunkTopKReader(int chunk, int k) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query)
    {
        var ranks = SlotRanks.Of(held.Valid);
        return [held.Slots <= (long)chunk * k ? All(held, ranks) : Best(held, ranks, query)];
    }

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries) =>
        slots <= (long)chunk * k ? new(Compared: 0, Attended: slots) : new(Compared: Chunks(slots), Attended: (long)chunk * k);

    private long Chunks(long slots) => (slots + chunk - 1) / chunk;

    private static SharedView All(MemoryBlock held, SlotRanks ranks) => new()
    {
        Keys = held.Keys,
        Values = held.Values,
        Positions = held.Positions,
        RankFromNewest = ranks.FromNewest,
        Visible = held.Valid.unsqueeze(1).unsqueeze(1),
    };

    private PerQueryView Best(MemoryBlock held, SlotRanks ranks, AttentionQuery query)
    {
        var (scores_BHTK, chunks_BHTK) = Search(held, ranks, query);
        long[] shape = [.. chunks_BHTK.shape[..3], (long)k * chunk];
        var ranks_BHTK = ((chunks_BHTK * chunk).unsqueeze(-1) + torch.arange(chunk, device: chunks_BHTK.device)).view(shape);
        var sees_BHTK = (scores_BHTK > AttentionCore.MaskedScore / 2).unsqueeze(-1).expand(-1, -1, -1, -1, chunk).reshape(shape);
        var columns_BHTK = Oldest(held).gather(1, ranks_BHTK.flatten(1).clamp_max(held.Slots - 1)).view(shape);
        var (slots, rows) = (SlotTable.Locate(held.Keys, columns_BHTK), SlotTable.Locate(held.Positions.unsqueeze(1), columns_BHTK));
        return new()
        {
            Keys = SlotTable.Pick(held.Keys, slots, shape),
            Values = SlotTable.Pick(held.Values, slots, shape),
            Positions = held.Positions.flatten().index_select(0, rows).view(shape),
            RankFromNewest = ranks.FromNewest.flatten().index_select(0, rows).view(shape),
            Visible = sees_BHTK.logical_and(ranks_BHTK < ranks.Count.view(-1, 1, 1, 1)),
        };
    }

    private (torch.Tensor Scores, torch.Tensor Chunks) Search(MemoryBlock held, SlotRanks ranks, AttentionQuery query)
    {
        using var _ = torch.no_grad();
        var index = Index(held, ranks);
        return query.Score(index).masked_fill(index.Visible.logical_not(), AttentionCore.MaskedScore).topk(k, sorted: false);
    }

    /// <summary>One key for each chunk.</summary>
    private SharedView Index(MemoryBlock held, SlotRanks ranks)
    {
        var chunk_BM = ranks.FromOldest.div(chunk, torch.RoundingMode.floor).masked_fill(held.Valid.logical_not(), -1);
        var members_BCM = chunk_BM.unsqueeze(1) == torch.arange(Chunks(held.Slots), device: chunk_BM.device).view(1, -1, 1);
        var count_BC = members_BCM.sum(2);
        var share_BCM = members_BCM.to_type(held.Keys.dtype) / count_BC.clamp_min(1).unsqueeze(-1).to_type(held.Keys.dtype);
        var keys_BGCD = share_BCM.unsqueeze(1).matmul(held.Keys);
        return new()
        {
            Keys = keys_BGCD,
            Values = keys_BGCD,
            Positions = held.Positions.unsqueeze(1).expand_as(members_BCM).masked_fill(members_BCM.logical_not(), 0).amax([2]),
            RankFromNewest = (ranks.Count - 1 - (torch.arange(count_BC.shape[1], device: chunk_BM.device).unsqueeze(0) * chunk) - (count_BC - 1)).clamp_min(0),
            Visible = (count_BC > 0).unsqueeze(1).unsqueeze(1),
        };
    }

    /// <summary>(B, M): the columns of the row's valid slots, oldest first, and then the others.</summary>
    private static torch.Tensor Oldest(MemoryBlock held)
    {
        var (_, columns_BM) = held.Valid.logical_not().to_type(torch.ScalarType.Int64).sort(1, stable: true);
        return columns_BM;
    }
}
