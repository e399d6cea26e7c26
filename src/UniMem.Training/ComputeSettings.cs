using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Models;
using UniMem.Native;

namespace UniMem.Training;

/// <summary>Turns the settings <c>device</c>, <c>dtype</c> and <c>kernels</c> into what a model is built for.</summary>
public static class ComputeSettings
{
    private const string Tf32 = "tf32";

    /// <summary>Reads the settings.</summary>
    /// <param name="device"><c>auto</c> (the first GPU where there is one), <c>cpu</c> or <c>cuda:N</c>.</param>
    /// <param name="dtype"><c>float32</c>, <c>bfloat16</c> or, on a GPU, <c>tf32</c>: the type of matrix products.</param>
    /// <param name="kernels"><c>auto</c> (fused where that is built), <c>fused</c> or <c>explicit</c>.</param>
    /// <exception cref="ConfigurationException">A setting is none of these, or the device or kernel is not there.</exception>
    public static Numerics Read(string device, string dtype, string kernels)
    {
        var numerics = new Numerics(Device(device), Type(dtype));
        Shorten(numerics.Device, dtype == Tf32);
        return Fused(kernels)
            ? numerics with
            {
                Attention = numerics.Device.type == DeviceType.CPU ? new FusedAttention() : new LibraryAttention(),
                Slots = new SlotKernel(),
                Operators = numerics.Device.type == DeviceType.CPU ? new FusedOperators() : null,
                Optimizer = new FusedOptimizer(),
            }
            : numerics;
    }

    private static bool Fused(string kernels) => kernels switch
    {
        "auto" => FusedAttention.IsAvailable,
        "explicit" => false,
        "fused" when FusedAttention.IsAvailable => true,
        "fused" => throw new ConfigurationException(
            "kernels", "'fused' is not there: it is built where the libtorch is the system's (Torch=system); write auto or explicit."),
        _ => throw new ConfigurationException("kernels", $"no kernels are called '{kernels}'; write auto, fused or explicit."),
    };

    private static torch.Device Device(string device) => device switch
    {
        "auto" => torch.cuda.is_available() ? new torch.Device("cuda:0") : torch.CPU,
        "cpu" => torch.CPU,
        "cuda" => Cuda(device, 0),
        _ when device.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) => Cuda(device, index),
        _ => throw new ConfigurationException("device", $"no device is called '{device}'; write auto, cpu or cuda:N."),
    };

    private static torch.Device Cuda(string device, int index)
    {
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return index < count
            ? new torch.Device(FormattableString.Invariant($"cuda:{index}"))
            : throw new ConfigurationException("device", string.Create(
                CultureInfo.InvariantCulture, $"'{device}' is not there: this torch finds {count} GPUs; write auto or cpu."));
    }

    private static torch.ScalarType Type(string dtype) => dtype switch
    {
        "float32" or Tf32 => torch.ScalarType.Float32,
        "bfloat16" => torch.ScalarType.BFloat16,
        _ => throw new ConfigurationException("dtype", $"no type is called '{dtype}'; write float32, tf32 or bfloat16."),
    };

    /// <summary>Whether the products of float32 on a GPU take 10 bits of precision, as its TF32 units do.</summary>
    private static void Shorten(torch.Device device, bool shorten)
    {
        if (device.type == DeviceType.CUDA)
        {
            torch.backends.cuda.matmul.allow_tf32 = shorten;
        }
        else if (shorten)
        {
            throw new ConfigurationException("dtype", $"'{Tf32}' is a type of GPUs, and this run computes on the {device.type.ToString().ToLowerInvariant()}; write float32 or bfloat16.");
        }
    }
}
