using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Reads, for each query and head, the slots with the highest scores.</summary>
/// <remarks>
/// Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913, section 3.1). The search is exact; scores are those of the injector's
/// position policy; the choice carries no gradient, the chosen keys and values do.
/// </remarks>
[Component("topk")]
public sealed record TopKReaderConfig : ReaderConfig
{
    /// <summary>Slots for each query and head. At least 1; the paper uses 32.</summary>
    public required int K { get; init; }

    /// <summary>Which slots compete; all of them by default.</summary>
    public AttentionPattern Among { get; init; } = new Everything();

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return K >= 1
            ? new TopKReader(K, Among.Bind(context.At("among")))
            : throw context.At("k").Wrong($"{K} is out of range; write at least 1 slot.");
    }
}

/// <inheritdoc cref="TopKReaderConfig"/>
/// <param name="k">Slots for each query and head. At least 1.</param>
/// <param name="among">Which slots compete.</param>
public sealed class TopKReader(int k, AttentionPattern among) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(query);
        var all = SlotSight.View(held, query, among);
        return held.Slots <= k ? [all] : [Best(all, query)];
    }

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries) => slots <= k ? new(0, slots) : new(Compared: slots, Attended: k);

    private PerQueryView Best(SharedView all, AttentionQuery query)
    {
        var (scores_BHTK, columns_BHTK) = Search(all, query);
        var slots = SlotTable.Locate(all.Keys, columns_BHTK);
        var rows = SlotTable.Locate(all.Positions.unsqueeze(1), columns_BHTK);
        return new()
        {
            Keys = SlotTable.Pick(all.Keys, slots, columns_BHTK.shape),
            Values = SlotTable.Pick(all.Values, slots, columns_BHTK.shape),
            Positions = all.Positions.flatten().index_select(0, rows).view(columns_BHTK.shape),
            RankFromNewest = all.RankFromNewest.flatten().index_select(0, rows).view(columns_BHTK.shape),
            Visible = scores_BHTK > AttentionCore.MaskedScore / 2,
        };
    }

    private (torch.Tensor Scores, torch.Tensor Columns) Search(SharedView all, AttentionQuery query)
    {
        using var _ = torch.no_grad();
        return all.Score(query).masked_fill(all.Visible.logical_not(), AttentionCore.MaskedScore).topk(k, sorted: false);
    }
}
