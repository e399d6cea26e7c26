using TorchSharp;
using UniMem.Attention.Patterns;
using UniMem.Memory.Reading;

namespace UniMem.Attention;

/// <summary>Queries of a segment, with what is known of them.</summary>
/// <param name="Heads">(B, H, T, D), unrotated; the residual stream asks as one head of the model's width.</param>
/// <param name="Positions">(B, T) int64: index in the document; -1 for padding.</param>
/// <param name="Origin">(B, 1) int64: position of the segment's first token. Angles are taken relative to it, so they stay small.</param>
/// <param name="Policy">How a key is scored.</param>
public sealed record AttentionQuery(torch.Tensor Heads, torch.Tensor Positions, torch.Tensor Origin, IPositionPolicy Policy)
{
    /// <summary>(1, T) bool: whether a query is a token of the segment; false for memory tokens. Null when all are.</summary>
    public torch.Tensor? Text { get; init; }

    /// <summary>Positions between which the queries of each row stand, padding left out; null where the host does not know, or for a row of padding.</summary>
    public IReadOnlyList<Bounds?>? Extent { get; init; }

    /// <summary>Computes attention for these queries where it can; null for the explicit form.</summary>
    public IAttentionKernel? Kernel { get; init; }

    /// <summary>Finds slots for these queries, and attends to them, where it can; null for the explicit form.</summary>
    public ISlotKernel? SlotKernel { get; init; }

    /// <summary>What these queries were found to see of memories; null where nobody else asks the same.</summary>
    internal SightCache? Sights { get; init; }

    /// <summary>What all layers of the segment have in common; null where nobody else asks for the same positions.</summary>
    internal SegmentTables? Tables { get; init; }

    /// <summary>The queries of one row.</summary>
    /// <param name="row">The row.</param>
    public AttentionQuery Row(long row) => this with { Heads = Heads.narrow(0, row, 1), Positions = Positions.narrow(0, row, 1), Origin = Origin.narrow(0, row, 1), Sights = null, Tables = null };

    /// <summary>Scores of one set of keys for all queries, (B, H, T, S), not yet masked.</summary>
    public torch.Tensor Score(SharedView keys) => Policy.Score(this, keys);

    /// <summary>Scores of each query's own keys, (B, H, T, K), not yet masked.</summary>
    public torch.Tensor Score(PerQueryView keys) => Policy.Score(this, keys);

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"AttentionQuery({string.Join(" x ", Heads.shape)})";
}
