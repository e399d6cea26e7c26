using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Memory is scored by the very policy of the layer's own keys: the same weights, and one matrix product for both.</summary>
/// <remarks>
/// Source: Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.3), where cached and present keys differ in nothing but distance.
/// </remarks>
[Component("local")]
public sealed record LocalPolicyConfig : PositionPolicyConfig
{
    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Local ?? throw context.Wrong("'local' names the positions of the layer's own keys; it has no meaning here.");
    }
}
