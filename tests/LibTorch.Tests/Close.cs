using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Compares tensors with what they should be.</summary>
internal static class Close
{
    /// <summary>
    /// Fails unless shape and type kind agree and every |actual - expected| is within tolerance * (1 + |expected|), NaN being equal to NaN.
    /// </summary>
    internal static void To(Tensor actual, Tensor expected, double tolerance, string what)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Assert.That(actual.shape, Is.EqualTo(expected.shape), $"{what}: shape");
        Assert.That(actual.is_floating_point(), Is.EqualTo(expected.is_floating_point()), $"{what}: {actual.dtype} for {expected.dtype}");
        if (expected.numel() == 0)
        {
            return;
        }

        var (a, e) = (Numbers(actual), Numbers(expected));
        for (var i = 0; i < a.Length; i++)
        {
            var same = a[i].Equals(e[i]) || Math.Abs(a[i] - e[i]) <= tolerance * (1 + Math.Abs(e[i]));
            if (!same)
            {
                Assert.Fail($"{what}: element {i} of [{string.Join(", ", expected.shape)}] is {a[i]:R}, not {e[i]:R}");
            }
        }
    }

    /// <remarks>Cloned, because a gradient that is known to be zero may be a tensor without storage.</remarks>
    private static double[] Numbers(Tensor tensor) =>
        tensor.detach().clone().to(CPU).to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
