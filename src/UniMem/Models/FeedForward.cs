using TorchSharp;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>SwiGLU: a gated feed-forward layer.</summary>
/// <remarks>Source: Shazeer 2020, arXiv:2002.05202, section 2; gate and value are one projection, gate first.</remarks>
public sealed class FeedForward : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Projection up;
    private readonly Projection down;

    /// <param name="context">Sizes.</param>
    public FeedForward(BuildContext context)
        : base(nameof(FeedForward))
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.Model;
        up = new Projection(context.At("up"), model.Width, 2 * model.FeedForward, model.InitialDeviation);
        down = new Projection(context.At("down"), model.FeedForward, model.Width, model.InitialDeviation / Math.Sqrt(2.0 * model.Layers));
        RegisterComponents();
    }

    /// <summary>(..., E) in the compute type.</summary>
    /// <param name="x">(..., E).</param>
    public override torch.Tensor forward(torch.Tensor x)
    {
        var both = up.call(x).chunk(2, -1);
        return down.call(torch.nn.functional.silu(both[0]) * both[1]);
    }
}
