using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Keys stand where their tokens stand in the document, so that a score depends on the true distance.</summary>
/// <remarks>Source: the relative positions of Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.3), carried over to rotary embeddings.</remarks>
[Component("distance")]
public sealed record TrueDistanceConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new TrueDistance(context.Turning());
}

/// <inheritdoc cref="TrueDistanceConfig"/>
/// <param name="Rotary">The rotation.</param>
public sealed record TrueDistance(RotaryEmbedding Rotary) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => query.Positions - query.Origin;

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => positions - origin;
}
