using TorchSharp;

namespace UniMem.Testing.Rules;

/// <summary>Whether a tensor has the form that an interface states.</summary>
internal static class Form
{
    /// <summary>Checks shape, type and device.</summary>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The sizes it must have; -1 for any.</param>
    /// <param name="letters">The same in letters.</param>
    /// <param name="type">The type it must have; null for any that is floating point.</param>
    /// <param name="device">Where it must be.</param>
    /// <exception cref="Violation">It has another form.</exception>
    public static void Check(string name, torch.Tensor? tensor, long[] shape, string letters, torch.ScalarType? type, torch.Device device)
    {
        if (tensor is null || tensor.IsInvalid)
        {
            throw new Violation("wrong-shape", $"{name} is {(tensor is null ? "null" : "disposed of already")}.");
        }

        if (tensor.dim() != shape.Length || !tensor.shape.Zip(shape, (is_, should) => should == -1 || is_ == should).All(fits => fits))
        {
            throw new Violation("wrong-shape", $"{name} has shape ({string.Join(", ", tensor.shape)}); it should be {letters} = "
                + $"({string.Join(", ", shape.Select(size => size == -1 ? "any" : $"{size}"))}).");
        }

        if (type is { } wanted ? tensor.dtype != wanted : !tensor.is_floating_point())
        {
            throw new Violation("wrong-type", $"{name} has type {tensor.dtype}; it should be {type?.ToString() ?? "floating point"}.");
        }

        if (tensor.device_type != device.type)
        {
            throw new Violation("wrong-device", $"{name} is on {tensor.device_type}; it should be on {device.type}.");
        }
    }

    /// <summary>Checks type and device, and that the shape broadcasts to another.</summary>
    public static void CheckBroadcast(string name, torch.Tensor tensor, long[] shape, string letters, torch.ScalarType type, torch.Device device)
    {
        var fits = tensor.dim() <= shape.Length
            && tensor.shape.Reverse().Zip(shape.Reverse(), (is_, should) => is_ == 1 || is_ == should).All(one => one);
        if (!fits)
        {
            throw new Violation("wrong-shape",
                $"{name} has shape ({string.Join(", ", tensor.shape)}), which does not broadcast to {letters} = "
                + $"({string.Join(", ", shape)}).");
        }

        Check(name, tensor, tensor.shape, letters, type, device);
    }
}
