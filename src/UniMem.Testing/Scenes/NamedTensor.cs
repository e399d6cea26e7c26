using TorchSharp;

namespace UniMem.Testing.Scenes;

/// <summary>A tensor with what messages call it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The tensor.</param>
/// <param name="Time">The axis of the segment's tokens; null when there is none.</param>
/// <param name="Late">Whether it comes after all tokens, so that it may depend on each of them.</param>
internal sealed record NamedTensor(string Name, torch.Tensor Value, int? Time = null, bool Late = false)
{
    /// <summary>The part that belongs to the tokens up to one.</summary>
    public NamedTensor Until(long token) =>
        Time is { } axis && Value.shape[axis] > token + 1 ? this with { Value = Value.narrow(axis, 0, token + 1) } : this;

    /// <summary>How this tensor differs from another one of the same name, in words; null when it does not.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="exactly">Whether every bit counts; otherwise the rounding of another order of summation is forgiven.</param>
    public string? DifferenceTo(NamedTensor other, bool exactly)
    {
        if (!Value.shape.SequenceEqual(other.Value.shape))
        {
            return $"{Name} has shape ({Shape(Value)}) instead of ({Shape(other.Value)})";
        }

        if (Value.numel() == 0 || Value.Equals(other.Value))
        {
            return null;
        }

        var (left, right) = (Value.detach().to_type(torch.ScalarType.Float64), other.Value.detach().to_type(torch.ScalarType.Float64));
        var (gap, size) = ((left - right).abs().max().ToDouble(), right.abs().max().ToDouble());
        return gap <= (exactly ? 0 : 1e-4 * (1 + size)) ? null : FormattableString.Invariant($"{Name} differ by {gap:g3}{Example(left, right)}");
    }

    /// <summary>The first place where small tensors of whole numbers differ.</summary>
    private string Example(torch.Tensor left, torch.Tensor right) => !Value.is_floating_point() && Value.dim() == 1 && Value.numel() <= 12
        ? $" ([{Numbers(left)}] instead of [{Numbers(right)}])"
        : "";

    private static string Numbers(torch.Tensor numbers) =>
        string.Join(", ", numbers.data<double>().Select(number => FormattableString.Invariant($"{number}")));

    private static string Shape(torch.Tensor tensor) => string.Join(", ", tensor.shape);
}
