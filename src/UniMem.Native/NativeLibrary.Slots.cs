using System.Runtime.InteropServices;
using TorchSharp;

namespace UniMem.Native;

/// <summary>The C ABI of native/topk.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    /// <summary>Writes the best of what scores and columns hold and of the keys over both.</summary>
    /// <exception cref="ExternalException">The shapes do not fit; the message says which.</exception>
    public static void Search(
        torch.Tensor queries, torch.Tensor keys, torch.Tensor? visible, double scale, long first, torch.Tensor scores, torch.Tensor columns)
    {
        var code = unimem_search(queries.Handle, keys.Handle, visible?.Handle ?? 0, scale, first, scores.Handle, columns.Handle);
        GC.KeepAlive(queries);
        GC.KeepAlive(keys);
        GC.KeepAlive(visible);
        GC.KeepAlive(scores);
        GC.KeepAlive(columns);
        ThrowIf(code);
    }

    /// <exception cref="ExternalException">The shapes do not fit; the message says which.</exception>
    public static (torch.Tensor Values, torch.Tensor Mass) AttendPicks(
        torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor columns, torch.Tensor visible, double scale)
    {
        var code = unimem_attend_picks(
            queries.Handle, keys.Handle, values.Handle, columns.Handle, visible.Handle, scale, out var result, out var mass);
        GC.KeepAlive(queries);
        GC.KeepAlive(keys);
        GC.KeepAlive(values);
        GC.KeepAlive(columns);
        GC.KeepAlive(visible);
        ThrowIf(code);
        return (torch.Tensor.UnsafeCreateTensor(result), torch.Tensor.UnsafeCreateTensor(mass));
    }

    internal static void ThrowIf(int code)
    {
        if (code != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8(unimem_last_error()));
        }
    }

    [LibraryImport(Library)]
    private static partial int unimem_search(
        nint queries, nint keys, nint visible, double scale, long first, nint scores, nint columns);

    [LibraryImport(Library)]
    private static partial int unimem_attend_picks(
        nint queries, nint keys, nint values, nint columns, nint visible, double scale, out nint result, out nint mass);
}
