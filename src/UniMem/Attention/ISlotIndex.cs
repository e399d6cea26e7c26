using TorchSharp;

namespace UniMem.Attention;

/// <summary>Chunks of slots cut into lists around centroids, of which a query looks into a few.</summary>
/// <remarks>It is a memo: what it holds of a chunk is used only where the chunk's keys are bit by bit those that it was made of.</remarks>
public interface ISlotIndex
{
    /// <summary>Which chunks are known; all others are forgotten.</summary>
    /// <param name="keys_BGMD">Keys of the memory.</param>
    /// <param name="chunks_N3">(N, 3) int64: row, column of the first slot, number in the document.</param>
    /// <returns>(N) bool.</returns>
    torch.Tensor Keep(torch.Tensor keys_BGMD, torch.Tensor chunks_N3);

    /// <summary>Makes a chunk known.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="number">Its number in the document.</param>
    /// <param name="keys_GCD">Its keys; they are copied.</param>
    /// <param name="clusters">Its lists.</param>
    void Add(long row, long number, torch.Tensor keys_GCD, SlotClusters clusters);

    /// <summary>The best of the slots found so far and of those in the lists whose centroids score best for each query.</summary>
    /// <param name="products">Queries and their scale.</param>
    /// <param name="chunks_N3">Where to look; all known.</param>
    /// <param name="probes">Lists for each query and head, out of those of all chunks of its row.</param>
    /// <param name="found">What is known already.</param>
    FoundSlots Search(ScaledProducts products, torch.Tensor chunks_N3, long probes, FoundSlots found);
}
