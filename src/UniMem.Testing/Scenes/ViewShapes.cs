using TorchSharp;
using UniMem.Attention;

namespace UniMem.Testing.Scenes;

/// <summary>One set of keys in the other form that a view can have.</summary>
internal static class ViewShapes
{
    /// <summary>The same keys as if each query had chosen them.</summary>
    public static PerQueryView ForEachQuery(SharedView shared, AttentionQuery query)
    {
        var (rows, heads, queries) = (query.Heads.shape[0], query.Heads.shape[1], query.Heads.shape[2]);
        torch.Tensor Vectors(torch.Tensor x_BGSD)
        {
            var (groups, keys, width) = (x_BGSD.shape[1], x_BGSD.shape[2], x_BGSD.shape[3]);
            return x_BGSD.unsqueeze(2).expand(-1, -1, heads / groups, -1, -1).reshape(rows, heads, 1, keys, width)
                .expand(rows, heads, queries, keys, width).contiguous();
        }

        torch.Tensor Numbers(torch.Tensor x_BS) => x_BS.view(rows, 1, 1, -1).expand(rows, heads, queries, x_BS.shape[1]).contiguous();
        return new()
        {
            Keys = Vectors(shared.Keys),
            Values = Vectors(shared.Values),
            Positions = Numbers(shared.Positions),
            RankFromNewest = Numbers(shared.RankFromNewest),
            Visible = shared.Visible.expand(rows, heads, queries, shared.Positions.shape[1]),
        };
    }
}
