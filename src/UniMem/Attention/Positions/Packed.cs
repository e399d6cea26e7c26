using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Keys stand at their rank in the memory, right before the segment: gaps that forgetting left are closed.</summary>
/// <remarks>Source: StreamingLLM (Xiao et al. 2024, arXiv:2309.17453, section 3.2): positions inside the cache, not in the text.</remarks>
[Component("packed")]
public sealed record PackedConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new Packed(context.Turning());
}

/// <inheritdoc cref="PackedConfig"/>
/// <param name="Rotary">The rotation.</param>
public sealed record Packed(RotaryEmbedding Rotary) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => query.Positions - query.Origin;

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => -1 - rankFromNewest;
}
