using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>How a vector is brought to a common size.</summary>
public enum NormKind
{
    /// <summary>Divided by the root of its mean square, then scaled by learned weights (Zhang and Sennrich 2019, arXiv:1910.07467, section 3).</summary>
    Rms,

    /// <summary>Its mean taken off and divided by its standard deviation, then scaled and shifted (Ba et al. 2016, arXiv:1607.06450).</summary>
    Layer,
}

/// <summary>Where a layer's norms stand.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and before the feed-forward layer; and one more after the last layer, as in Llama and GPT-2.</summary>
    Pre,

    /// <summary>After each of them has been added to the stream, as in Transformer-XL; none after the last layer.</summary>
    Post,
}

/// <summary>A norm of vectors of the model's width, computed in the precise type.</summary>
public sealed class Norm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly ModelConfig _model;
    private readonly IFusedOperators? _operators;

    /// <param name="context">Kind, placement, width, epsilon and type.</param>
    public Norm(BuildContext context)
        : base(nameof(Norm))
    {
        ArgumentNullException.ThrowIfNull(context);
        (_model, _operators) = (context.Model, context.Numerics.Operators);
        weight = Weights.Ones(context, _model.Width);
        bias = _model.Norm == NormKind.Layer ? Weights.Zeros(context, _model.Width) : null;
        RegisterComponents();
    }

    /// <summary>What goes into a part of the layer: normed where norms stand before.</summary>
    /// <param name="x">(..., E).</param>
    public torch.Tensor Before(torch.Tensor x) => _model.NormPlacement == NormPlacement.Pre ? call(x) : x;

    /// <summary>The stream once the part has been added: normed where norms stand after.</summary>
    /// <param name="x">(..., E).</param>
    public torch.Tensor After(torch.Tensor x) => _model.NormPlacement == NormPlacement.Post ? call(x) : x;

    /// <summary>(..., E) in the type of the weights.</summary>
    /// <param name="x">(..., E).</param>
    public override torch.Tensor forward(torch.Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var precise = x.In(weight.dtype);
        return bias is null
            ? _operators?.RmsNorm(precise, weight, _model.NormEpsilon) ?? Explicit(precise)
            : torch.nn.functional.layer_norm(precise, [_model.Width], weight, bias, _model.NormEpsilon);
    }

    private torch.Tensor Explicit(torch.Tensor precise) =>
        precise * (precise.square().mean([-1], keepdim: true) + _model.NormEpsilon).rsqrt() * weight;
}
