using TorchSharp;

namespace UniMem.Attention;

/// <summary>Products between H query heads and G key-value heads (G divides H) without copying the latter.</summary>
public static class GroupedHeads
{
    /// <summary>Each head of all rows times a matrix of its own, without copying that for each row.</summary>
    /// <param name="heads_BHTD">(B, H, T, D).</param>
    /// <param name="matrix_HDX">(H, D, X).</param>
    /// <returns>(B, H, T, X).</returns>
    public static torch.Tensor Times(torch.Tensor heads_BHTD, torch.Tensor matrix_HDX)
    {
        ArgumentNullException.ThrowIfNull(heads_BHTD);
        ArgumentNullException.ThrowIfNull(matrix_HDX);
        var (rows, heads, length) = (heads_BHTD.shape[0], heads_BHTD.shape[1], heads_BHTD.shape[2]);
        return heads_BHTD.transpose(0, 1).reshape(heads, rows * length, heads_BHTD.shape[3]).matmul(matrix_HDX)
            .view(heads, rows, length, matrix_HDX.shape[2]).transpose(0, 1);
    }

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
