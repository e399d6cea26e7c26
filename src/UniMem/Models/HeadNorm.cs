using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>Layers that compare directions: queries and keys have length 1, and a learned scale per head stands in for 1 / sqrt(D).</summary>
/// <remarks>
/// Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913, section 3.1), after Henry et al. 2020, arXiv:2010.04245: old keys stay
/// comparable with new ones. What memory stores is normalised too.
/// </remarks>
public sealed record NormalisedHeadsConfig
{
    /// <summary>The layers; none by default.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.None;

    /// <summary>What each head's scale starts from. More than 0; the paper uses 1, lucidrains 20. Its logarithm is learned.</summary>
    public double InitialScale { get; init; } = 1;
}

/// <inheritdoc cref="NormalisedHeadsConfig"/>
public sealed class HeadNorm : torch.nn.Module
{
    private const double Smallest = 1e-12;

    private readonly Parameter scale;
    private readonly double _root;

    /// <param name="context">Heads and type.</param>
    /// <param name="initialScale">What each head's scale starts from.</param>
    public HeadNorm(BuildContext context, double initialScale)
        : base(nameof(HeadNorm))
    {
        ArgumentNullException.ThrowIfNull(context);
        scale = new Parameter(torch.full(context.Model.Heads, Math.Log(initialScale), dtype: context.Numerics.Precise));
        _root = Math.Sqrt(context.Model.HeadWidth);
        RegisterComponents();
    }

    /// <summary>Queries of length sqrt(D) times the head's scale, so that scores, divided by sqrt(D) like all, are cosines times the scale.</summary>
    /// <param name="heads_BHTD">(B, H, T, D).</param>
    public torch.Tensor Queries(torch.Tensor heads_BHTD)
    {
        ArgumentNullException.ThrowIfNull(heads_BHTD);
        return (Unit(heads_BHTD) * (scale.exp() * _root).view(1, -1, 1, 1)).In(heads_BHTD.dtype);
    }

    /// <summary>Keys of length 1.</summary>
    /// <param name="heads_BGTD">(B, G, T, D).</param>
    public torch.Tensor Keys(torch.Tensor heads_BGTD)
    {
        ArgumentNullException.ThrowIfNull(heads_BGTD);
        return Unit(heads_BGTD).In(heads_BGTD.dtype);
    }

    private torch.Tensor Unit(torch.Tensor heads)
    {
        var precise = heads.In(scale.dtype);
        return precise / precise.square().sum(-1, keepdim: true).clamp_min(Smallest * Smallest).sqrt();
    }
}
