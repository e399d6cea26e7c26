using TorchSharp;

namespace UniMem.Attention;

/// <summary>
/// Finds the slots that score best for each query and attends to them, by other means than the explicit form of
/// <see cref="Memory.Reading.TopKReader"/> and <see cref="AttentionCore"/>.
/// </summary>
/// <remarks>
/// Both must find the same slots and agree in values and gradients to rounding; what a kernel saves is the scores of all slots and copies of
/// those found.
/// </remarks>
public interface ISlotKernel
{
    /// <summary>The best of the slots found so far and of a further run of slots, the older one among equals.</summary>
    /// <param name="products">What is multiplied, for the keys of the run; out of the graph.</param>
    /// <param name="visible">Bool, broadcastable to (B, H, T, S); null: every query sees all of the run.</param>
    /// <param name="first">Column of the run's first key in the memory; runs come in the order of their columns.</param>
    /// <param name="found">What is known already.</param>
    /// <returns>Oldest first; null when the kernel is not made for such tensors, as on another device.</returns>
    FoundSlots? Search(ScaledProducts products, torch.Tensor? visible, long first, FoundSlots found);

    /// <summary>Attends to slots of a table, each query to its own.</summary>
    /// <param name="products">What is multiplied; the keys are those of the whole table.</param>
    /// <param name="values_BGMD">(B, G, M, D), of the keys' type.</param>
    /// <param name="columns_BHTK">(B, H, T, K) int64.</param>
    /// <param name="visible_BHTK">(B, H, T, K) bool: what a query does not see is never read.</param>
    /// <returns>As of <see cref="IAttentionKernel.Attend"/>; null when the kernel is not made for such tensors.</returns>
    AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGMD, torch.Tensor columns_BHTK, torch.Tensor visible_BHTK);

    /// <summary>An empty index.</summary>
    /// <param name="chunk">Slots of a chunk.</param>
    /// <param name="lists">Lists of a chunk.</param>
    /// <param name="type">The type in which scores are computed.</param>
    ISlotIndex Index(long chunk, long lists, torch.ScalarType type);
}

/// <summary>The slots that score best for each query.</summary>
/// <param name="Scores">(B, H, T, K) in the precise type; <see cref="AttentionCore.MaskedScore"/> where a query sees fewer than K slots.</param>
/// <param name="Columns">(B, H, T, K) int64: columns in the memory, ascending; any where there is no slot.</param>
public sealed record FoundSlots(torch.Tensor Scores, torch.Tensor Columns)
{
    /// <summary>Before anything is found.</summary>
    /// <param name="query">The queries.</param>
    /// <param name="count">K.</param>
    public static FoundSlots None(AttentionQuery query, long count)
    {
        ArgumentNullException.ThrowIfNull(query);
        long[] shape = [query.Heads.shape[0], query.Heads.shape[1], query.Heads.shape[2], count];
        return new(
            torch.full(shape, AttentionCore.MaskedScore, Positions.Scores.Precise(query), query.Heads.device),
            torch.zeros(shape, torch.ScalarType.Int64, query.Heads.device));
    }

    /// <summary>(B, H, T, K) bool: where there is a slot.</summary>
    public torch.Tensor Visible => Scores > AttentionCore.MaskedScore / 2;

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"FoundSlots({string.Join(" x ", Columns.shape)})";
}
