using TorchSharp;
using UniMem.Models;

namespace UniMem.Native;

/// <summary>Norm, activation and loss on the CPU, each in one pass over memory forward and one back.</summary>
/// <remarks>
/// float32 and float64, and bfloat16 but for the norm, which is computed in float32: what is read is widened, computed and summed in float32, and
/// what is written is rounded once. Results do not depend on the number of threads, but for the last bits of the loss's matrix products, which are
/// the BLAS's. There is no second derivative.
/// </remarks>
public sealed class FusedOperators : IFusedOperators
{
    /// <inheritdoc/>
    public torch.Tensor? RmsNorm(torch.Tensor x, torch.Tensor weight_E, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight_E);
        return Suits(x) ? NativeLibrary.RmsNorm(x, weight_E, epsilon) : null;
    }

    /// <inheritdoc/>
    public torch.Tensor? Swiglu(torch.Tensor both)
    {
        ArgumentNullException.ThrowIfNull(both);
        return Suits(both) || IsNarrow(both) ? NativeLibrary.Swiglu(both) : null;
    }

    /// <inheritdoc/>
    /// <remarks>Logits of at most 2^24 tokens of the vocabulary, or of 256 targets if those are more, are held at a time.</remarks>
    public torch.Tensor? CrossEntropySum(torch.Tensor hidden_NE, torch.Tensor weight_VE, torch.Tensor? bias_V, torch.Tensor targets_N, long ignored)
    {
        ArgumentNullException.ThrowIfNull(hidden_NE);
        ArgumentNullException.ThrowIfNull(weight_VE);
        ArgumentNullException.ThrowIfNull(targets_N);
        return Suits(hidden_NE) || IsNarrow(hidden_NE) ? NativeLibrary.CrossEntropy(hidden_NE, weight_VE, bias_V, targets_N, ignored, summed: true) : null;
    }

    /// <inheritdoc/>
    public torch.Tensor? CrossEntropy(torch.Tensor hidden_NE, torch.Tensor weight_VE, torch.Tensor? bias_V, torch.Tensor targets_N, long ignored)
    {
        ArgumentNullException.ThrowIfNull(hidden_NE);
        ArgumentNullException.ThrowIfNull(weight_VE);
        ArgumentNullException.ThrowIfNull(targets_N);
        return Suits(hidden_NE) || IsNarrow(hidden_NE) ? NativeLibrary.CrossEntropy(hidden_NE, weight_VE, bias_V, targets_N, ignored, summed: false) : null;
    }

    private static bool IsNarrow(torch.Tensor x) => x.device_type == DeviceType.CPU && x.dtype == torch.ScalarType.BFloat16;

    private static bool Suits(torch.Tensor x) =>
        x.device_type == DeviceType.CPU && x.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64;
}
