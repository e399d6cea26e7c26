using TorchSharp;

namespace UniMem.Attention;

/// <summary>Products between H query heads and G key-value heads (G divides H) without copying the latter.</summary>
public static class GroupedHeads
{
    /// <summary><paramref name="left"/> times <paramref name="right"/>, each group of H / G query heads sharing one key-value head.</summary>
    /// <param name="left">(B, H, T, X).</param>
    /// <param name="right">(B, G, X, Y).</param>
    /// <returns>(B, H, T, Y).</returns>
    public static torch.Tensor Product(torch.Tensor left, torch.Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (heads, groups) = (left.shape[1], right.shape[1]);
        if (heads == groups)
        {
            return left.matmul(right);
        }

        var grouped = left.reshape(left.shape[0], groups, heads / groups * left.shape[2], left.shape[3]);
        return grouped.matmul(right).view(left.shape[0], heads, left.shape[2], right.shape[3]);
    }
}
