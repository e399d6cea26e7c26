using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Every key stands at one and the same distance from every query.</summary>
/// <remarks>
/// Source: the far branch of LM-Infinite (Han et al. 2024, arXiv:2308.16137, section 4), which caps distances at the pretraining length.
/// Departs from it in that nearer keys are not given their true distance: put those into a view of their own.
/// </remarks>
[Component("constant")]
public sealed record ConstantDistanceConfig : PositionPolicyConfig
{
    /// <summary>The distance, in tokens. At least 1.</summary>
    public required long Distance { get; init; }

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => Distance >= 1
        ? new ConstantDistance(context.Turning(), Distance)
        : throw context.At("distance").Wrong($"{Distance} is out of range; write at least 1 token.");
}

/// <inheritdoc cref="ConstantDistanceConfig"/>
/// <param name="Rotary">The rotation.</param>
/// <param name="Distance">The distance, in tokens.</param>
public sealed record ConstantDistance(RotaryEmbedding Rotary, long Distance) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => torch.full_like(query.Positions, Distance);

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => null;
}
