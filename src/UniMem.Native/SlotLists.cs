using TorchSharp;
using UniMem.Attention;

namespace UniMem.Native;

/// <summary>Inverted lists in the machine's memory: a copy of the keys, list by list, to search in.</summary>
/// <remarks>Queries that look into the same list are compared with it together. Results do not depend on the number of threads.</remarks>
/// <param name="chunk">Slots of a chunk.</param>
/// <param name="lists">Lists of a chunk.</param>
/// <param name="type">float32 or float64; keys of another type are widened as their lists are made.</param>
internal sealed class SlotLists(long chunk, long lists, torch.ScalarType type) : ISlotIndex
{
    private readonly IndexHandle _index = IndexHandle.Create(chunk, lists, type == torch.ScalarType.Float64);

    /// <inheritdoc/>
    public FoundSlots Search(ScaledProducts products, torch.Tensor chunks_N3, long probes, FoundSlots found)
    {
        using var _ = torch.no_grad();
        var (scores, columns) = (found.Scores.clone(), found.Columns.clone());
        var queries = products.Queries.dtype == type ? products.Queries : products.Queries.to_type(type);
        NativeLibrary.SearchChunks(_index, queries, products.Keys, chunks_N3, products.Scale, probes, scores, columns);
        return new(scores, columns);
    }
}
