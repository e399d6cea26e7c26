using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace HeavyHitters;

/// <summary>Holds the slots that have received the most attention, and the most recent ones beside them.</summary>
/// <remarks>
/// <para>
/// Source: H2O (Zhang et al. 2023, arXiv:2306.14048, section 4, algorithm 1): of the tokens held and the new one, the one whose attention
/// weights, added up over all queries so far, are the least is evicted; the recent tokens are exempt.
/// </para>
/// <para>
/// Departs from it: eviction follows each segment, not each token (in segments of one token it is the paper's); a slot is held for all heads or
/// for none, by the mean of what they gave it, where the authors' code chooses for each head. Of slots with equal attention the newer stay.
/// </para>
/// </remarks>
[Component("h2o")]
public sealed record HeavyHittersConfig : ManagerConfig
{
    /// <summary>Slots held for the attention that they have received. At least 1.</summary>
    public required SlotCount Heavy { get; init; }

    /// <summary>Slots held because they are the newest. At least 1; the paper takes as many of both.</summary>
    public required SlotCount Recent { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context)
    {
        var (heavy, recent) = (context.Slots(Heavy), context.Slots(Recent));
        return heavy < 1 ? throw context.At("heavy").Wrong($"{Heavy} is out of range; write at least 1 slot.")
            : recent < 1 ? throw context.At("recent").Wrong($"{Recent} is out of range; write at least 1 slot.")
            : new HeavyHittersManager(heavy, recent);
    }
}

/// <inheritdoc cref="HeavyHittersConfig"/>
/// <param name="heavy">Slots held for the attention that they have received.</param>
/// <param name="recent">Slots held because they are the newest.</param>
public sealed class HeavyHittersManager(long heavy, long recent) : IAttentionManager
{
    /// <inheritdoc/>
    public long Capacity => heavy + recent;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots)
    {
        var isRecent_BM = (slots.RankFromNewest < recent).logical_and(slots.Valid);
        var rivals_BM = slots.Valid.logical_and(isRecent_BM.logical_not());
        return isRecent_BM.logical_or(rivals_BM.logical_and(Rank(slots.Attention.masked_fill(rivals_BM.logical_not(), -1)) < heavy));
    }

    /// <summary>How many slots of the row have more attention, or as much and are newer.</summary>
    private static torch.Tensor Rank(torch.Tensor attention_BM)
    {
        var (_, mostFirst_BM) = attention_BM.flip(1).sort(1, descending: true, stable: true);
        var (_, rank_BM) = mostFirst_BM.sort(1, stable: true);
        return rank_BM.flip(1);
    }
}
