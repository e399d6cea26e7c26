using System.Runtime.InteropServices;
using TorchSharp;

namespace UniMem.Native;

/// <summary>The C ABI of native/ivf.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    /// <summary>Writes into <paramref name="known"/> which chunks are made of these keys, and forgets the others.</summary>
    public static void KeepChunks(IndexHandle index, torch.Tensor keys, torch.Tensor chunks, torch.Tensor known)
    {
        ThrowIf(unimem_index_keep(index, keys.Handle, chunks.Handle, known.Handle));
        GC.KeepAlive(keys);
        GC.KeepAlive(chunks);
        GC.KeepAlive(known);
    }

    /// <exception cref="ExternalException">The shapes do not fit; the message says which.</exception>
    public static void AddChunk(IndexHandle index, long row, long number, torch.Tensor keys, torch.Tensor centroids, torch.Tensor lists)
    {
        ThrowIf(unimem_index_add(index, row, number, keys.Handle, centroids.Handle, lists.Handle));
        GC.KeepAlive(keys);
        GC.KeepAlive(centroids);
        GC.KeepAlive(lists);
    }

    /// <summary>Writes the best of what scores and columns hold and of the lists over both.</summary>
    public static void SearchChunks(
        IndexHandle index, torch.Tensor queries, torch.Tensor chunks, double scale, long probes, torch.Tensor scores, torch.Tensor columns)
    {
        ThrowIf(unimem_index_search(index, queries.Handle, chunks.Handle, scale, probes, scores.Handle, columns.Handle));
        GC.KeepAlive(queries);
        GC.KeepAlive(chunks);
        GC.KeepAlive(scores);
        GC.KeepAlive(columns);
    }

    [LibraryImport(Library)]
    internal static partial int unimem_index_create(long chunk, long lists, int wide, out IndexHandle index);

    [LibraryImport(Library)]
    internal static partial void unimem_index_free(nint index);

    [LibraryImport(Library)]
    private static partial int unimem_index_keep(IndexHandle index, nint keys, nint chunks, nint known);

    [LibraryImport(Library)]
    private static partial int unimem_index_add(IndexHandle index, long row, long number, nint keys, nint centroids, nint lists);

    [LibraryImport(Library)]
    private static partial int unimem_index_search(
        IndexHandle index, nint queries, nint chunks, double scale, long probes, nint scores, nint columns);
}
