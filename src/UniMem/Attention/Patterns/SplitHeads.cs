using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>One pattern for the first heads, another one for the others.</summary>
/// <remarks>Source: Longformer (Beltagy et al. 2020, arXiv:2004.05150, section 4.1), which dilates the window on two heads only.</remarks>
[Component("split_heads")]
public sealed record SplitHeads : AttentionPattern
{
    /// <summary>How many query heads, from the first, see the one pattern. At least 1, and fewer than there are; the paper uses 2.</summary>
    public long Heads { get; init; } = 2;

    /// <summary>What those heads see.</summary>
    public required AttentionPattern Pattern { get; init; }

    /// <summary>What the other heads see.</summary>
    public required AttentionPattern Others { get; init; }

    /// <summary>Query heads of the backbone.</summary>
    internal long Total { get; init; }

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight)
    {
        var first_1H11 = (torch.arange(Total, device: sight.Key.device) < Heads).view(1, -1, 1, 1);
        return first_1H11.logical_and(Pattern.Visible(sight)).logical_or(first_1H11.logical_not().logical_and(Others.Visible(sight)));
    }

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) =>
        Pattern.Throughout(bounds) is { } first && Others.Throughout(bounds) == first ? first : null;

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context) => Heads >= 1 && Heads < context.Model.Heads
        ? this with
        {
            Pattern = Pattern.Bind(context.At("pattern")),
            Others = Others.Bind(context.At("others")),
            Total = context.Model.Heads,
        }
        : throw context.At("heads").Wrong($"{Heads} is out of range; write from 1 to {context.Model.Heads - 1} of the {context.Model.Heads} heads.");
}
