using TorchSharp;
using UniMem.Attention;

namespace UniMem.Native;

/// <summary>Inverted lists in the machine's memory: a copy of the keys to compare with, and one list by list to search in.</summary>
/// <remarks>Queries that look into the same list are compared with it together. Results do not depend on the number of threads.</remarks>
/// <param name="chunk">Slots of a chunk.</param>
/// <param name="lists">Lists of a chunk.</param>
/// <param name="type">float32 or float64; keys of another type are widened.</param>
internal sealed class SlotLists(long chunk, long lists, torch.ScalarType type) : ISlotIndex
{
    private readonly IndexHandle _index = IndexHandle.Create(chunk, lists, type == torch.ScalarType.Float64);

    /// <inheritdoc/>
    public torch.Tensor Keep(torch.Tensor keys_BGMD, torch.Tensor chunks_N3)
    {
        var known = torch.zeros([chunks_N3.shape[0]], torch.ScalarType.Bool);
        NativeLibrary.KeepChunks(_index, Widened(keys_BGMD), chunks_N3, known);
        return known;
    }

    /// <inheritdoc/>
    public void Add(long row, long number, torch.Tensor keys_GCD, SlotClusters clusters) => NativeLibrary.AddChunk(
        _index, row, number, Widened(keys_GCD), Widened(clusters.Centroids), clusters.Lists);

    /// <inheritdoc/>
    public FoundSlots Search(ScaledProducts products, torch.Tensor chunks_N3, long probes, FoundSlots found)
    {
        using var _ = torch.no_grad();
        var (scores, columns) = (found.Scores.clone(), found.Columns.clone());
        NativeLibrary.SearchChunks(_index, Widened(products.Queries), chunks_N3, products.Scale, probes, scores, columns);
        return new(scores, columns);
    }

    private torch.Tensor Widened(torch.Tensor x) => x.dtype == type ? x : x.to_type(type);
}
