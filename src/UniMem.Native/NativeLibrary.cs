using System.Runtime.InteropServices;
using TorchSharp;

namespace UniMem.Native;

/// <summary>The C ABI of native/*.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    private const string Library = "unimem_native";

    private static readonly Lazy<bool> Loads = new(() =>
        System.Runtime.InteropServices.NativeLibrary.TryLoad(Library, typeof(NativeLibrary).Assembly, null, out _));

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsAvailable => Loads.Value;

    /// <exception cref="ExternalException">The shapes do not fit; the message is libtorch's.</exception>
    public static (torch.Tensor Values, torch.Tensor Mass) Attend(
        torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor visible, double scale)
    {
        var code = unimem_attend(queries.Handle, keys.Handle, values.Handle, visible.Handle, scale, out var result, out var mass);
        GC.KeepAlive(queries);
        GC.KeepAlive(keys);
        GC.KeepAlive(values);
        GC.KeepAlive(visible);
        return code == 0
            ? (torch.Tensor.UnsafeCreateTensor(result), torch.Tensor.UnsafeCreateTensor(mass))
            : throw new ExternalException(Marshal.PtrToStringUTF8(unimem_last_error()));
    }

    [LibraryImport(Library)]
    private static partial int unimem_attend(
        nint queries, nint keys, nint values, nint visible, double scale, out nint result, out nint mass);

    [LibraryImport(Library)]
    internal static partial nint unimem_last_error();
}
