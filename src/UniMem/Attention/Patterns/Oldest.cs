using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>Every query sees the oldest slots that memory still holds.</summary>
/// <remarks>
/// Source: the global slots of the released UniMem code (Fang et al. 2024, arXiv:2402.03009), the first slots of the buffer: under FIFO they
/// move on with it, unlike <see cref="Sink"/>.
/// </remarks>
[Component("oldest")]
public sealed record Oldest : AttentionPattern
{
    /// <summary>Slots from the oldest one. At least 1; the UniMem authors use 4.</summary>
    public long Count { get; init; } = 4;

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) => (sight.RankFromOldest < Count).logical_and(sight.Distance >= 0);

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.Distance(0, long.MaxValue) && program.Rank(Count) && program.And();

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) => bounds.First(bounds.RankFromOldest, Count);

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context) => Count >= 1
        ? this
        : throw context.At("count").Wrong($"{Count} is out of range; write at least 1 slot.");
}
