using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Positions of their own for some layers.</summary>
/// <remarks>
/// Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913), whose memory layer is scored otherwise than the rest.
/// </remarks>
[Component("by_layer")]
public sealed record PositionsByLayerConfig : PositionPolicyConfig
{
    /// <summary>Which layers score how. The first entry that names a layer holds; every layer must be named.</summary>
    public required IReadOnlyList<LayerPositions> Choices { get; init; }

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var choice = Enumerable.Range(0, Choices.Count)
            .FirstOrDefault(i => context.At($"choices[{i}]").Serves(Choices[i].Layers, "layers"), -1);
        return choice >= 0
            ? Choices[choice].Positions.Build(context.At($"choices[{choice}].positions"))
            : throw context.At("choices").Wrong(
                $"no entry names layer {context.Layer}; add one, such as {{layers: all, positions: {{type: distance}}}} at the end.");
    }
}

/// <summary>Positions and the layers that use them.</summary>
public sealed record LayerPositions
{
    /// <summary>The layers.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.All;

    /// <summary>How they score.</summary>
    public required PositionPolicyConfig Positions { get; init; }
}
