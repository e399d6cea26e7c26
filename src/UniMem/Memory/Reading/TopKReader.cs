using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Reads, for each query and head, the slots with the highest scores.</summary>
/// <remarks>
/// Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913, section 3.1). The search is exact unless <see cref="Index"/> is set; scores are those of the injector's
/// position policy; the choice carries no gradient, the chosen keys and values do. Among equal scores the older slot is chosen.
/// </remarks>
[Component("topk")]
public sealed record TopKReaderConfig : ReaderConfig
{
    /// <summary>Slots for each query and head. At least 1; the paper uses 32.</summary>
    public required int K { get; init; }

    /// <summary>Which slots compete; all of them by default.</summary>
    public AttentionPattern Among { get; init; } = new Everything();

    /// <summary>
    /// Approximate search, such as <c>{chunk: 4096, lists: 64, probes: 64}</c>: slots of a chunk (4096 by default), lists that each chunk is cut into
    /// (64), and how many of the lists of all chunks a query and head looks into (must be given); exact when not set.
    /// </summary>
    [Unwritten]
    public SlotIndexConfig? Index { get; init; }

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return K >= 1
            ? new TopKReader(K, Among.Bind(context.At("among")), Index?.Build(context.At("index")))
            : throw context.At("k").Wrong($"{K} is out of range; write at least 1 slot.");
    }
}

/// <inheritdoc cref="TopKReaderConfig"/>
/// <param name="k">Slots for each query and head. At least 1.</param>
/// <param name="among">Which slots compete.</param>
/// <param name="index">Searches approximately; null for an exact search.</param>
public sealed class TopKReader(int k, AttentionPattern among, SlotIndex? index = null) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(query);
        if (held.Slots <= k)
        {
            return [SlotSight.View(held, query, among)];
        }

        var found = index?.Best(held, query, among, k) ?? SlotSearch.Best(held, query, among, k);
        return [new PerQueryView(new(SlotSight.Table(held), found.Columns), found.Visible)];
    }

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries) => slots <= k ? new(0, slots) : new(Compared: index?.Compared(slots) ?? slots, Attended: k);

    /// <inheritdoc/>
    public IReadOnlyList<SlotIndex> Indexes => index is null ? [] : [index];
}
