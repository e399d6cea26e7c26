using TorchSharp;

namespace UniMem.Attention;

/// <summary>Rotary position embedding: rotates pairs of coordinates by angles proportional to a position.</summary>
/// <remarks>
/// Source: Su et al., "RoFormer", arXiv:2104.09864, section 3.2, in Llama's layout: coordinate i is paired with i + D/2, and pair i turns by
/// <c>position * base^(-2i/D)</c>.
/// </remarks>
/// <param name="Width">D, width of a head; even.</param>
/// <param name="Base">Base of the frequencies; the paper uses 10000.</param>
public sealed record RotaryEmbedding(long Width, double Base)
{
    /// <summary>The vectors rotated to their positions.</summary>
    /// <param name="x">(..., S, D).</param>
    /// <param name="positions">Integers, broadcastable to (..., S). Small by convention: relative to the segment's first token.</param>
    /// <returns>(..., S, D) of the type of <paramref name="x"/>; angles are computed in float32 or better.</returns>
    public torch.Tensor Rotate(torch.Tensor x, torch.Tensor positions)
    {
        ArgumentNullException.ThrowIfNull(x);
        return To(positions, x).Of(x);
    }

    /// <summary>The rotation to those positions.</summary>
    /// <param name="positions">Integers, (..., S). Small by convention: relative to the segment's first token.</param>
    /// <param name="like">Has the type and device of the vectors; angles are computed in float32 or better.</param>
    public Turn To(torch.Tensor positions, torch.Tensor like)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(like);
        var precise = like.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        var exponents = torch.arange(0, Width / 2, dtype: precise, device: like.device) * (-2.0 / Width * Math.Log(Base));
        var angles = positions.to_type(precise).unsqueeze(-1) * exponents.exp();
        return new(angles.cos().to_type(like.dtype), angles.sin().to_type(like.dtype));
    }
}
