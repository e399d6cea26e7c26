using TorchSharp;
using UniMem.Models;

namespace UniMem.Attention.Positions;

/// <summary>Sines and cosines of numbers, at frequencies from 1 down to almost 1/10000.</summary>
/// <remarks>Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.5, in Transformer-XL's order: all sines, then all cosines.</remarks>
internal static class Sinusoids
{
    /// <summary>(..., E) sines and cosines of numbers of shape (...).</summary>
    public static torch.Tensor Of(torch.Tensor numbers, long width, torch.ScalarType type)
    {
        var angles = Angles(numbers, width, Precise(type));
        return torch.cat([angles.sin(), angles.cos()], -1).In(type);
    }

    /// <summary>What <see cref="Turn"/> is multiplied with: (..., E) cosines and sines of the places of keys, of shape (...).</summary>
    public static torch.Tensor OfKeys(torch.Tensor places, long width, torch.ScalarType type)
    {
        var angles = Angles(places, width, Precise(type));
        return torch.cat([angles.cos(), angles.sin()], -1).In(type);
    }

    /// <summary>
    /// Vectors whose product with <see cref="OfKeys"/> of a place j is that of <paramref name="x"/> with the sinusoids of i - j:
    /// <c>a sin(i-j) + b cos(i-j) = (a sin i + b cos i) cos j + (b sin i - a cos i) sin j</c>.
    /// </summary>
    /// <param name="x">(..., E).</param>
    /// <param name="places">i, broadcastable to (...).</param>
    public static torch.Tensor Turn(torch.Tensor x, torch.Tensor places)
    {
        var half = x.shape[^1] / 2;
        var angles = Angles(places, x.shape[^1], Precise(x.dtype));
        var (sin, cos) = (angles.sin().In(x.dtype), angles.cos().In(x.dtype));
        var (a, b) = (x.narrow(-1, 0, half), x.narrow(-1, half, half));
        return torch.cat([(a * sin) + (b * cos), (b * sin) - (a * cos)], -1);
    }

    private static torch.ScalarType Precise(torch.ScalarType type) =>
        type == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;

    private static torch.Tensor Angles(torch.Tensor numbers, long width, torch.ScalarType precise)
    {
        var exponents = torch.arange(0, width / 2, dtype: precise, device: numbers.device) * (-2.0 / width * Math.Log(10000));
        return numbers.to_type(precise).unsqueeze(-1) * exponents.exp();
    }
}
