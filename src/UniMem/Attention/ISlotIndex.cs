using TorchSharp;

namespace UniMem.Attention;

/// <summary>Chunks of slots cut into lists around centroids, of which a query looks into a few.</summary>
/// <remarks>
/// It is a memo: what it holds of a chunk is used only where the chunk's keys are those that it was made of. Slots of a memory are written once;
/// keys that lie where they lay are not looked at again, all others are compared bit by bit.
/// </remarks>
public interface ISlotIndex
{
    /// <summary>
    /// The best of the slots found so far and of those in the lists whose centroids score best for each query. Chunks that are not known are cut
    /// into lists as <see cref="SlotClusters"/> says, and those that are not named are forgotten.
    /// </summary>
    /// <param name="products">Queries, the keys of the whole memory (B, G, M, D), and their scale.</param>
    /// <param name="chunks_N3">(N, 3) int64, where to look: row, column of the first slot, number in the document.</param>
    /// <param name="probes">Lists for each query and head, out of those of all chunks of its row.</param>
    /// <param name="found">What is known already.</param>
    FoundSlots Search(ScaledProducts products, torch.Tensor chunks_N3, long probes, FoundSlots found);
}
