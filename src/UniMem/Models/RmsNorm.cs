using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>Divides each vector by the root of its mean square and scales it by learned weights.</summary>
/// <remarks>Source: Zhang and Sennrich 2019, arXiv:1910.07467, section 3.</remarks>
public sealed class RmsNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Parameter weight;
    private readonly double _epsilon;

    /// <param name="context">Width, epsilon and type.</param>
    public RmsNorm(BuildContext context)
        : base(nameof(RmsNorm))
    {
        ArgumentNullException.ThrowIfNull(context);
        weight = Weights.Ones(context, context.Model.Width);
        _epsilon = context.Model.NormEpsilon;
        RegisterComponents();
    }

    /// <summary>(..., E) in the type of the weights.</summary>
    /// <param name="x">(..., E).</param>
    public override torch.Tensor forward(torch.Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var precise = x.In(weight.dtype);
        return precise * (precise.square().mean([-1], keepdim: true) + _epsilon).rsqrt() * weight;
    }
}
