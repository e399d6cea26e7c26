using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>What another pattern hides.</summary>
[Component("not")]
public sealed record Not : AttentionPattern
{
    /// <summary>The pattern to turn round.</summary>
    public required AttentionPattern Pattern { get; init; }

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) => Pattern.Visible(sight).logical_not();

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => Pattern.Tell(program) && program.Not();

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) => !Pattern.Throughout(bounds);

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context) => this with { Pattern = Pattern.Bind(context.At("pattern")) };
}
