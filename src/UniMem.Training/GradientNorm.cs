using TorchSharp;
using TorchSharp.Modules;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>The length of all gradients taken as one vector.</summary>
public static class GradientNorm
{
    /// <summary>Scales the gradients down, in place, so that their common norm is at most <paramref name="limit"/>.</summary>
    /// <remarks>TorchSharp's own clipping returns a double and so waits for the device; this one does not.</remarks>
    /// <param name="parameters">Parameters; those without a gradient are passed over.</param>
    /// <param name="limit">Largest norm; 0 leaves the gradients as they are.</param>
    /// <param name="fused">Does all of it in one pass where it can; null for libtorch's operators.</param>
    /// <returns>The norm before clipping, a float32 scalar on the gradients' device.</returns>
    public static torch.Tensor Clip(IReadOnlyList<Parameter> parameters, double limit, IFusedOptimizer? fused = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var _ = torch.no_grad();
        var gradients = new List<torch.Tensor>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                gradients.Add(gradient);
            }
        }

        return fused?.Clip(gradients, limit) ?? Clip(gradients, limit);
    }

    private static torch.Tensor Clip(List<torch.Tensor> gradients, double limit)
    {
        var norm = torch.stack(gradients.Select(gradient => gradient.to(torch.ScalarType.Float32).norm())).norm();
        if (limit > 0)
        {
            var scale = (limit / (norm + 1e-6)).clamp_max(1.0);
            foreach (var gradient in gradients)
            {
                gradient.mul_(scale);
            }
        }

        return norm;
    }
}
