using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;

namespace EveryKind;

/// <summary>Shows keys an even number of tokens before the query.</summary>
[Component("even_distance")]
public sealed record EvenDistance : AttentionPattern
{
    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) => sight.Distance.remainder(2) == 0;
}

/// <summary>Keys stand twice as far away as they are.</summary>
[Component("twice_as_far")]
public sealed record TwiceAsFarConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new TwiceAsFar(context.Turning());
}

/// <inheritdoc cref="TwiceAsFarConfig"/>
public sealed record TwiceAsFar(RotaryEmbedding Rotary) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) => (query.Positions - query.Origin) * 2;

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => (positions - origin) * 2;
}
