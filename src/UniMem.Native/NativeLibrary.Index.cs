using System.Runtime.InteropServices;
using TorchSharp;

namespace UniMem.Native;

/// <summary>The C ABI of native/ivf.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    /// <summary>Writes the best of what scores and columns hold and of the lists over both.</summary>
    /// <exception cref="ExternalException">The shapes do not fit; the message says which.</exception>
    public static void SearchChunks(
        IndexHandle index, torch.Tensor queries, torch.Tensor keys, torch.Tensor chunks, double scale, long probes, torch.Tensor scores, torch.Tensor columns)
    {
        ThrowIf(unimem_index_search(index, queries.Handle, keys.Handle, chunks.Handle, scale, probes, scores.Handle, columns.Handle));
        GC.KeepAlive((queries, keys, chunks, scores, columns));
    }

    [LibraryImport(Library)]
    internal static partial int unimem_index_create(long chunk, long lists, int wide, out IndexHandle index);

    [LibraryImport(Library)]
    internal static partial void unimem_index_free(nint index);

    [LibraryImport(Library)]
    private static partial int unimem_index_search(
        IndexHandle index, nint queries, nint keys, nint chunks, double scale, long probes, nint scores, nint columns);
}
