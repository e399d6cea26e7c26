using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>What bends the feed-forward layer.</summary>
public enum Activation
{
    /// <summary>SwiGLU: one half of twice the width gates the other (Shazeer 2020, arXiv:2002.05202, section 2); gate first.</summary>
    Swiglu,

    /// <summary>Negative numbers become 0.</summary>
    Relu,

    /// <summary>Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415).</summary>
    Gelu,

    /// <summary>The same by its approximation with a hyperbolic tangent, as in GPT-2.</summary>
    GeluTanh,
}

/// <summary>Two matrix products with an activation between them.</summary>
public sealed class FeedForward : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Projection up;
    private readonly Projection down;
    private readonly Activation _activation;
    private readonly IFusedOperators? _operators;

    /// <param name="context">Sizes.</param>
    public FeedForward(BuildContext context)
        : base(nameof(FeedForward))
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.Model;
        var biased = context.Biased(model.Biases.FeedForward, "feed_forward");
        var inner = model.Activation == Activation.Swiglu ? 2 * model.FeedForward : model.FeedForward;
        (_activation, _operators) = (model.Activation, context.Numerics.Operators);
        up = new Projection(context.At("up"), model.Width, inner, model.InitialDeviation, biased);
        down = new Projection(context.At("down"), model.FeedForward, model.Width, model.ResidualDeviation, biased);
        RegisterComponents();
    }

    /// <summary>(..., E) in the compute type.</summary>
    /// <param name="x">(..., E).</param>
    public override torch.Tensor forward(torch.Tensor x) => down.call(Activate(up.call(x)));

    private torch.Tensor Activate(torch.Tensor x)
    {
        if (_activation != Activation.Swiglu)
        {
            return _activation switch
            {
                Activation.Relu => torch.nn.functional.relu(x),
                Activation.Gelu => torch.nn.functional.gelu(x),
                _ => torch.nn.functional.gelu(x, GELU.Approximate.tanh),
            };
        }

        return _operators?.Swiglu(x) ?? Swiglu(x.chunk(2, -1));
    }

    private static torch.Tensor Swiglu(torch.Tensor[] both) => torch.nn.functional.silu(both[0]) * both[1];
}
