using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>The tokens of the segment see every key; memory tokens see none.</summary>
/// <remarks>
/// Source: the released code of RMT over Transformer-XL (Bulatov et al. 2022, arXiv:2207.06881), whose memory tokens do not read the cache.
/// Combine it with others by <see cref="AllOf"/>.
/// </remarks>
[Component("from_text")]
public sealed record FromText : AttentionPattern
{
    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) =>
        sight.Text ?? torch.ones([1, 1, 1, 1], torch.ScalarType.Bool, sight.Key.device);

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.Text();
}
