using TorchSharp;

namespace UniMem.Models;

/// <summary>Conversion that costs nothing where there is nothing to convert.</summary>
internal static class TensorTypes
{
    /// <summary>The tensor in a type: itself when it has that type already.</summary>
    public static torch.Tensor In(this torch.Tensor tensor, torch.ScalarType type) => tensor.dtype == type ? tensor : tensor.to_type(type);
}
