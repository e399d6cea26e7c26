using TorchSharp;
using UniMem.Models;

namespace UniMem.Native;

/// <summary>Clipping and AdamW on the CPU, over all parameters at once.</summary>
/// <remarks>float32 and float64. Results do not depend on the number of threads.</remarks>
public sealed class FusedOptimizer : IFusedOptimizer
{
    /// <inheritdoc/>
    public torch.Tensor? Clip(IReadOnlyList<torch.Tensor> gradients, double limit)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return gradients.Count > 0 && gradients.All(gradient => Suits(gradient, gradients[0].dtype)) ? NativeLibrary.Clip(gradients, limit) : null;
    }

    /// <inheritdoc/>
    public bool AdamW(IReadOnlyList<AdamWTensors> tensors, AdamWStep step)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0 || !tensors.All(one => Suits(one, tensors[0].Parameter.dtype)))
        {
            return false;
        }

        NativeLibrary.AdamW(tensors, step);
        return true;
    }

    private static bool Suits(AdamWTensors one, torch.ScalarType type) =>
        Suits(one.Parameter, type) && Suits(one.Gradient, type) && Suits(one.Mean, type) && Suits(one.MeanSquare, type);

    private static bool Suits(torch.Tensor tensor, torch.ScalarType type) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == type && type is torch.ScalarType.Float32 or torch.ScalarType.Float64 && tensor.is_contiguous();
}
