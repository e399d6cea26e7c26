using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>A query sees itself and whatever stands before it in the document.</summary>
[Component("causal")]
public sealed record Causal : AttentionPattern
{
    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) => sight.Distance >= 0;

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.Distance(0, long.MaxValue);

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) => bounds.Distance.AtLeast(0);
}
