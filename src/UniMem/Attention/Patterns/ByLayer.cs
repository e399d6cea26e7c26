using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>A pattern of its own for some layers.</summary>
/// <remarks>Source: Longformer (Beltagy et al. 2020, arXiv:2004.05150, section 4.1), whose windows grow with depth.</remarks>
[Component("by_layer")]
public sealed record ByLayer : AttentionPattern
{
    /// <summary>Which layers see what. The first entry that names a layer holds; every layer must be named.</summary>
    public required IReadOnlyList<LayerPattern> Choices { get; init; }

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) =>
        throw new InvalidOperationException("A pattern by layer is bound to a layer before it is used.");

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var choice = Enumerable.Range(0, Choices.Count)
            .FirstOrDefault(i => context.At($"choices[{i}]").Serves(Choices[i].Layers, "layers"), -1);
        return choice >= 0
            ? Choices[choice].Pattern.Bind(context.At($"choices[{choice}].pattern"))
            : throw context.At("choices").Wrong(context.Layer is { } layer
                ? $"no entry names layer {layer}; add one, such as {{layers: all, pattern: {{type: causal}}}} at the end."
                : "there are no layers at the output; write one pattern.");
    }
}

/// <summary>A pattern and the layers that see it.</summary>
public sealed record LayerPattern
{
    /// <summary>The layers.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.All;

    /// <summary>What they see.</summary>
    public required AttentionPattern Pattern { get; init; }
}
