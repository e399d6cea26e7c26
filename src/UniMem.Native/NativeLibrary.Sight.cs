using System.Runtime.InteropServices;
using TorchSharp;
using UniMem.Attention.Patterns;

namespace UniMem.Native;

/// <summary>The C ABI of native/sight.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    /// <exception cref="ExternalException">The shapes do not fit, or the program leaves more or less than one answer.</exception>
    public static torch.Tensor See(ReadOnlySpan<long> program, Sight sight, torch.Tensor valid)
    {
        fixed (long* code = program)
        {
            var failed = unimem_see(
                code, program.Length, sight.Query.Handle, sight.Key.Handle, sight.RankFromOldest.Handle, sight.Text?.Handle ?? 0, valid.Handle, out var result);
            GC.KeepAlive((sight, valid));
            return Made(failed, result);
        }
    }

    [LibraryImport(Library)]
    private static partial int unimem_see(
        long* program, int length, nint queries, nint keys, nint ranks, nint text, nint valid, out nint result);
}
