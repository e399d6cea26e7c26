using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;

namespace UniMem.Memory.Injection;

/// <summary>Joins what was read to the segment's own keys, in one softmax.</summary>
/// <remarks>Source: Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.2), and all key-value memories of UniMem.</remarks>
[Component("joint")]
public sealed record JointInjectorConfig : InjectorConfig
{
    /// <summary>Where memory stands relative to the segment.</summary>
    public PositionPolicyConfig Positions { get; init; } = new TrueDistanceConfig();

    /// <inheritdoc/>
    public override IMemoryInjector Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new JointInjector(Positions.Build(context.At("positions")));
    }
}

/// <inheritdoc cref="JointInjectorConfig"/>
/// <param name="positions">Where memory stands relative to the segment.</param>
public sealed class JointInjector(IPositionPolicy positions) : IJointInjector
{
    /// <inheritdoc/>
    public IPositionPolicy Positions => positions;
}
