using TorchSharp;
using UniMem.Attention;

namespace UniMem.Models;

/// <summary>What a stream sees of itself under one pattern.</summary>
/// <param name="Visible">Bool, broadcastable to (B, H, T, T).</param>
/// <param name="Shown">What of it is known without looking.</param>
internal sealed record LocalSight(torch.Tensor Visible, Shown Shown)
{
    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"LocalSight({string.Join(" x ", Visible.shape)}, {Shown})";
}
