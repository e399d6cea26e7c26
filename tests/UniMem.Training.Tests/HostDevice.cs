using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace UniMem.Training.Tests;

/// <summary>A device that stands for a GPU: it computes on the CPU, mixes with its tensors as little as a GPU does, and tells when the host waited for it.</summary>
internal static unsafe partial class HostDevice
{
    private const string Library = "host_device";

    /// <summary>The device; libtorch knows it from when its library is loaded.</summary>
    public static torch.Device Device => new((DeviceType)host_device_kind(), 0);

    /// <summary>What the host waited for since it was last asked: names of operators, and copies to and from the device.</summary>
    public static IReadOnlyList<string> TakeWaits()
    {
        var text = new byte[1 << 20];
        fixed (byte* room = text)
        {
            var size = (int)host_device_waits(room, text.Length);
            return Encoding.UTF8.GetString(text, 0, Math.Min(size, text.Length)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [LibraryImport(Library)]
    private static partial int host_device_kind();

    [LibraryImport(Library)]
    private static partial long host_device_waits(byte* text, long room);
}
