using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>Parameters with initial values drawn from a component's own generator.</summary>
public static class Weights
{
    /// <summary>A parameter of normally distributed numbers, drawn on the CPU whatever the device, so that all devices begin alike.</summary>
    /// <param name="context">Seed, type.</param>
    /// <param name="use">Name of the parameter within its component; part of the seed.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="shape">Shape.</param>
    public static Parameter Normal(BuildContext context, string use, double deviation, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var _ = torch.no_grad();
        using var generator = context.Generator(use);
        return new Parameter(torch.empty(shape, dtype: context.Numerics.Precise).normal_(0, deviation, generator));
    }

    /// <summary>A parameter of ones.</summary>
    /// <param name="context">Type.</param>
    /// <param name="shape">Shape.</param>
    public static Parameter Ones(BuildContext context, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Parameter(torch.ones(shape, dtype: context.Numerics.Precise));
    }

    /// <summary>A parameter of zeros.</summary>
    /// <param name="context">Type.</param>
    /// <param name="shape">Shape.</param>
    public static Parameter Zeros(BuildContext context, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Parameter(torch.zeros(shape, dtype: context.Numerics.Precise));
    }
}
