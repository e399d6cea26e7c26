using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>Every query sees the first tokens of its document, as long as memory holds them.</summary>
/// <remarks>Source: StreamingLLM (Xiao et al. 2024, arXiv:2309.17453), which found that the first 4 tokens draw much attention.</remarks>
[Component("sink")]
public sealed record Sink : AttentionPattern
{
    /// <summary>Tokens from the document's beginning. At least 1; the paper uses 4.</summary>
    public long Count { get; init; } = 4;

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) => (sight.Key < Count).logical_and(sight.Distance >= 0);

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.Distance(0, long.MaxValue) && program.Key(Count) && program.And();

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) => bounds.First(bounds.Key, Count);

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context) => Count >= 1
        ? this
        : throw context.At("count").Wrong($"{Count} is out of range; write at least 1 token.");
}
