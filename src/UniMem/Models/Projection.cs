using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>A matrix product with learned weights, and a learned bias where asked for, in the compute type.</summary>
public sealed class Projection : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly torch.ScalarType _compute;

    /// <param name="context">Seed and types.</param>
    /// <param name="from">Width of the input.</param>
    /// <param name="to">Width of the output.</param>
    /// <param name="deviation">Standard deviation of initial weights.</param>
    /// <param name="biased">Whether a bias is added; it begins as zeros.</param>
    public Projection(BuildContext context, long from, long to, double deviation, bool biased = false)
        : base(nameof(Projection))
    {
        ArgumentNullException.ThrowIfNull(context);
        weight = Weights.Normal(context, "weight", deviation, to, from);
        bias = biased ? Weights.Zeros(context, to) : null;
        _compute = context.Numerics.Compute;
        RegisterComponents();
    }

    /// <summary>(to, from), in the type of parameters.</summary>
    public torch.Tensor Weight => weight;

    /// <summary>(..., to) in the compute type.</summary>
    /// <param name="input">(..., from).</param>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return torch.nn.functional.linear(input.In(_compute), weight.In(_compute), bias?.In(_compute));
    }

    /// <summary>Part of the output: what the rows of the weights from <paramref name="start"/> on give.</summary>
    /// <param name="input">(..., from).</param>
    /// <param name="start">First output.</param>
    /// <param name="length">Outputs.</param>
    public torch.Tensor Part(torch.Tensor input, long start, long length)
    {
        ArgumentNullException.ThrowIfNull(input);
        return torch.nn.functional.linear(
            input.In(_compute), weight.narrow(0, start, length).In(_compute), bias?.narrow(0, start, length).In(_compute));
    }
}
