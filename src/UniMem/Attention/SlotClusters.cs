using TorchSharp;

namespace UniMem.Attention;

/// <summary>Lists of the slots of one chunk around centroids.</summary>
/// <param name="Centroids">(G, L, D).</param>
/// <param name="Lists">(G, C) int64: the list of each slot.</param>
public sealed record SlotClusters(torch.Tensor Centroids, torch.Tensor Lists)
{
    private const int Rounds = 4;

    /// <summary>Cuts a chunk into lists by k-means, which begins with slots at equal distances: nothing is drawn at random.</summary>
    /// <remarks>
    /// Source: Lloyd's algorithm, 4 rounds, as the coarse quantizer of an inverted file (Jegou et al. 2011, doi 10.1109/TPAMI.2010.57, section
    /// 4). Chunks are cut one by one, so that the result depends on no other's keys, not even by rounding.
    /// </remarks>
    /// <param name="keys_GCD">The keys of C slots.</param>
    /// <param name="lists">L, at most C.</param>
    public static SlotClusters Of(torch.Tensor keys_GCD, long lists)
    {
        ArgumentNullException.ThrowIfNull(keys_GCD);
        var list_L = torch.arange(lists, device: keys_GCD.device);
        var centroids_GLD = keys_GCD.index_select(1, list_L * (keys_GCD.shape[1] / lists));
        for (var round = 0; round < Rounds; round++)
        {
            var members_GCL = (Nearest(keys_GCD, centroids_GLD).unsqueeze(-1) == list_L).to_type(keys_GCD.dtype);
            var count_GL1 = members_GCL.sum(1).unsqueeze(-1);
            centroids_GLD = torch.where(count_GL1 > 0, members_GCL.transpose(1, 2).matmul(keys_GCD) / count_GL1.clamp_min(1), centroids_GLD);
        }

        return new(centroids_GLD, Nearest(keys_GCD, centroids_GLD));
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"SlotClusters({string.Join(" x ", Centroids.shape)})";

    private static torch.Tensor Nearest(torch.Tensor keys_GCD, torch.Tensor centroids_GLD) =>
        (keys_GCD.matmul(centroids_GLD.transpose(1, 2)) - (centroids_GLD.pow(2).sum(-1) / 2).unsqueeze(1)).argmax(-1);
}
