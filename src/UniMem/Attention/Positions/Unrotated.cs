using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Neither queries nor keys are rotated: a score depends on content alone.</summary>
/// <remarks>Source: the memory layer of Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913), which has no position bias on retrieved keys.</remarks>
[Component("none")]
public sealed record UnrotatedConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new Unrotated(context.Rotary);
}

/// <inheritdoc cref="UnrotatedConfig"/>
/// <param name="Rotary">The rotation that is left out.</param>
public sealed record Unrotated(RotaryEmbedding Rotary) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => null;

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => null;
}
