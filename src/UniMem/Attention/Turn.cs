using TorchSharp;

namespace UniMem.Attention;

/// <summary>A rotation of the pairs (i, i + D/2) of vectors, by its cosines and sines.</summary>
/// <param name="Cos">(..., S, D/2), in the type of the vectors.</param>
/// <param name="Sin">(..., S, D/2), likewise.</param>
public sealed record Turn(torch.Tensor Cos, torch.Tensor Sin)
{
    /// <summary>The vectors rotated.</summary>
    /// <param name="x">(..., S, D).</param>
    public torch.Tensor Of(torch.Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var half = x.shape[^1] / 2;
        var (first, second) = (x.narrow(-1, 0, half), x.narrow(-1, half, half));
        return torch.cat([(first * Cos) - (second * Sin), (second * Cos) + (first * Sin)], -1);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"Turn({string.Join(" x ", Cos.shape)})";
}
