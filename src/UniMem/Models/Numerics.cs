using TorchSharp;
using UniMem.Attention;
using UniMem.Distributed;

namespace UniMem.Models;

/// <summary>Where a model lives and in which type its matrix products run.</summary>
/// <param name="Device">Device of parameters and activations.</param>
/// <param name="Compute">
/// Type of the matrix products: float32, bfloat16 or (for checks) float64. Parameters, the residual stream, scores, softmax, norms and loss
/// stay float32 (float64 when that is chosen).
/// </param>
public sealed record Numerics(torch.Device Device, torch.ScalarType Compute)
{
    /// <summary>Computes attention where it can; null for the explicit form everywhere.</summary>
    public IAttentionKernel? Attention { get; init; }

    /// <summary>Which rows of a training batch the model is given, where several processes divide them.</summary>
    public RowShare Rows { get; init; } = RowShare.All;

    /// <summary>Searches slots of memory and attends to them where it can; null for the explicit form everywhere.</summary>
    public ISlotKernel? Slots { get; init; }

    /// <summary>Computes norms, activations and the loss where it can; null for libtorch's operators everywhere.</summary>
    public IFusedOperators? Operators { get; init; }

    /// <summary>Clips gradients and steps where it can; null for libtorch's operators.</summary>
    public IFusedOptimizer? Optimizer { get; init; }

    /// <summary>Is told when memories are at work; null where nobody asks.</summary>
    public IMemoryWatch? Watch { get; init; }

    /// <summary>Type of parameters and of whatever is summed.</summary>
    public torch.ScalarType Precise => Compute == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;

    /// <summary>float32 on the CPU.</summary>
    public static Numerics Default => new(torch.CPU, torch.ScalarType.Float32);
}
