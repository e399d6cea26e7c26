using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>Every query sees every key that memory offers. For memory only: within a segment use <see cref="Causal"/>.</summary>
[Component("everything")]
public sealed record Everything : AttentionPattern
{
    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) =>
        torch.ones([1, 1, 1, sight.Key.shape[^1]], torch.ScalarType.Bool, sight.Key.device);

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.Distance(long.MinValue, long.MaxValue);

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) => true;
}
