using TorchSharp;

namespace UniMem.Models;

/// <summary>What an optimizer does to all parameters, in one pass over them.</summary>
/// <remarks>False or null, and nothing changed, when it is not made for such tensors; the explicit twin stands beside the caller.</remarks>
public interface IFusedOptimizer
{
    /// <summary>Scales gradients down, in place, so that their common norm is at most <paramref name="limit"/>.</summary>
    /// <param name="gradients">At least one.</param>
    /// <param name="limit">Largest norm; 0 leaves the gradients as they are.</param>
    /// <returns>The norm before, a float32 scalar.</returns>
    torch.Tensor? Clip(IReadOnlyList<torch.Tensor> gradients, double limit);

    /// <summary>One step of AdamW, in place.</summary>
    /// <param name="tensors">Parameters with their gradients and running means; at least one.</param>
    /// <param name="step">Its numbers.</param>
    /// <returns>Whether the step was made.</returns>
    bool AdamW(IReadOnlyList<AdamWTensors> tensors, AdamWStep step);
}

/// <summary>A parameter and what AdamW keeps of it, tensors of one shape.</summary>
/// <param name="Parameter">Moved.</param>
/// <param name="Gradient">Read.</param>
/// <param name="Mean">Running mean of gradients.</param>
/// <param name="MeanSquare">Running mean of squared gradients.</param>
/// <param name="Decay">Fraction of the parameter taken away, times the rate.</param>
/// <param name="Steps">How many steps the parameter has made with this one, from 1.</param>
public readonly record struct AdamWTensors(
    torch.Tensor Parameter, torch.Tensor Gradient, torch.Tensor Mean, torch.Tensor MeanSquare, double Decay, long Steps);

/// <summary>Numbers of one step.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of squares.</param>
/// <param name="Epsilon">Added to the root of the mean of squares.</param>
public readonly record struct AdamWStep(double Rate, double Beta1, double Beta2, double Epsilon);
