using TorchSharp;

namespace UniMem.Models;

/// <summary>Operators of a layer and of the loss that pass over memory once, where libtorch's own, one after the other, pass several times.</summary>
/// <remarks>
/// Each has an explicit twin beside its caller and agrees with it in values and gradients to rounding. A result is null when the operator is
/// not made for such tensors, as on another device or of another type.
/// </remarks>
public interface IFusedOperators
{
    /// <summary>Rows divided by the root of their mean square, then scaled.</summary>
    /// <param name="x">(..., E).</param>
    /// <param name="weight_E">(E), of the same type.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    torch.Tensor? RmsNorm(torch.Tensor x, torch.Tensor weight_E, double epsilon);

    /// <summary>One half of a width gates the other: silu(gate) times the rest.</summary>
    /// <param name="both">(..., 2F), the gate first.</param>
    /// <returns>(..., F).</returns>
    torch.Tensor? Swiglu(torch.Tensor both);

    /// <summary>Cross-entropy summed over all targets, without ever holding the logits of a large vocabulary whole.</summary>
    /// <param name="hidden_NE">(N, E), in the type of the products, which may be bfloat16: what is added and summed is then float32.</param>
    /// <param name="weight_VE">(V, E), of the same type: logits are products with its rows.</param>
    /// <param name="bias_V">(V) in float32 or better, added to the logits; null for none.</param>
    /// <param name="targets_N">(N) int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    /// <returns>A scalar, in nats.</returns>
    torch.Tensor? CrossEntropySum(torch.Tensor hidden_NE, torch.Tensor weight_VE, torch.Tensor? bias_V, torch.Tensor targets_N, long ignored);

    /// <summary>Cross-entropy of every target, out of the graph, likewise.</summary>
    /// <param name="hidden_NE">(N, E).</param>
    /// <param name="weight_VE">(V, E).</param>
    /// <param name="bias_V">(V) or null.</param>
    /// <param name="targets_N">(N) int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    /// <returns>(N), in nats; 0 where the target is ignored.</returns>
    torch.Tensor? CrossEntropy(torch.Tensor hidden_NE, torch.Tensor weight_VE, torch.Tensor? bias_V, torch.Tensor targets_N, long ignored);
}
