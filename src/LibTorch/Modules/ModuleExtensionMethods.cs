using Module = TorchSharp.torch.nn.Module;

namespace TorchSharp;

/// <summary>Moves modules between devices and floating-point types. All work in place and return the module itself.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves parameters and buffers to a device and type.</summary>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : Module =>
        (T)module._to(device, type, non_blocking);

    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : Module =>
        (T)module._to(deviceType, deviceIndex, non_blocking);

    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : Module =>
        (T)module._to(device.type, device.index, non_blocking);

    /// <summary>Moves parameters and buffers to a device, such as "cuda:0".</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : Module =>
        module.to(new torch.Device(device), non_blocking);

    /// <summary>Converts floating-point parameters and buffers.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : Module =>
        (T)module._to(type, non_blocking);

    /// <summary>Moves parameters and buffers to the device and type of a tensor.</summary>
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : Module =>
        (T)module._to(other, non_blocking);

    /// <summary>Moves parameters and buffers to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : Module => module.to(DeviceType.CPU, -1, non_blocking);

    /// <summary>Moves parameters and buffers to a CUDA device.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : Module =>
        module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    /// <summary>Converts to 16-bit floats.</summary>
    public static T half<T>(this T module, bool non_blocking = false) where T : Module => module.to(torch.ScalarType.Float16, non_blocking);

    /// <summary>Converts to bfloat16.</summary>
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : Module =>
        module.to(torch.ScalarType.BFloat16, non_blocking);

    /// <summary>Converts to 32-bit floats.</summary>
    public static T @float<T>(this T module, bool non_blocking = false) where T : Module =>
        module.to(torch.ScalarType.Float32, non_blocking);

    /// <summary>Converts to 64-bit floats.</summary>
    public static T @double<T>(this T module, bool non_blocking = false) where T : Module =>
        module.to(torch.ScalarType.Float64, non_blocking);
}
