using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Every key stands at the segment's first token, however old it is.</summary>
/// <remarks>
/// Source: the released code of UniMem (Fang et al. 2024, arXiv:2402.03009), where it is called pos0; the same idea as in LongLLaMA
/// (Tworkowski et al. 2023, arXiv:2307.03170).
/// </remarks>
[Component("origin")]
public sealed record SegmentOriginConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new SegmentOrigin(context.Rotary);
}

/// <inheritdoc cref="SegmentOriginConfig"/>
/// <param name="Rotary">The rotation.</param>
public sealed record SegmentOrigin(RotaryEmbedding Rotary) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => query.Positions - query.Origin;

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => null;
}
