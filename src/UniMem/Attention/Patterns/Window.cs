using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>A query sees itself and the tokens less than <see cref="Size"/> before it, or every <see cref="Dilation"/>-th of them.</summary>
/// <remarks>Source: Longformer (Beltagy et al. 2020, arXiv:2004.05150, section 3.1), the left half, as its language model uses it.</remarks>
[Component("window")]
public sealed record Window : AttentionPattern
{
    /// <summary>Reach in tokens, the query itself included. At least 1.</summary>
    public required SlotCount Size { get; init; }

    /// <summary>Keys lie a multiple of this many tokens before the query. At least 1: no gaps.</summary>
    public long Dilation { get; init; } = 1;

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight)
    {
        var distance = sight.Distance;
        var inside = (distance >= 0).logical_and(distance < Size.Value);
        return Dilation == 1 ? inside : inside.logical_and(distance.remainder(Dilation) == 0);
    }

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) =>
        program.Distance(0, Size.Value) && (Dilation == 1 || (program.Multiple(Dilation) && program.And()));

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) =>
        bounds.Distance.AtLeast(0) == false || bounds.Distance.AtLeast(Size.Value) == true ? false
        : Dilation == 1 && bounds.Distance.AtLeast(0) == true && bounds.Distance.AtLeast(Size.Value) == false ? true
        : null;

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context)
    {
        var size = context.Slots(Size);
        return size < 1 ? throw context.At("size").Wrong($"{Size} is out of range; write at least 1 token.")
            : Dilation < 1 ? throw context.At("dilation").Wrong($"{Dilation} is out of range; write 1 for no gaps, 2 for every second token.")
            : this with { Size = size };
    }
}
