using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>The form that views must have.</summary>
internal static class ViewForm
{
    /// <exception cref="Violation">A tensor of the view has another shape, type or device.</exception>
    public static void Check(MemoryView view, AttentionQuery query, MemoryBlock held)
    {
        var (rows, heads, queries) = (query.Heads.shape[0], query.Heads.shape[1], query.Heads.shape[2]);
        var (groups, width, type, device) = (held.Keys.shape[1], held.Keys.shape[3], held.Keys.dtype, held.Keys.device);
        switch (view)
        {
            case SharedView shared:
                Form.Check("Keys of a view", shared.Keys, [rows, groups, -1, width], "(B, G, S, D)", type, device);
                var keys = shared.Keys.shape[2];
                Form.Check("Values of a view", shared.Values, [rows, groups, keys, width], "(B, G, S, D)", type, device);
                Form.Check("Positions of a view", shared.Positions, [rows, keys], "(B, S)", torch.ScalarType.Int64, device);
                Form.Check("RankFromNewest of a view", shared.RankFromNewest, [rows, keys], "(B, S)", torch.ScalarType.Int64, device);
                Form.CheckBroadcast("Visible of a view", shared.Visible, [rows, heads, queries, keys], "(B, H, T, S)", torch.ScalarType.Bool, device);
                break;
            case PerQueryView own:
                Form.Check("Keys of a view", own.Keys, [rows, heads, queries, -1, width], "(B, H, T, K, D)", type, device);
                var chosen = own.Keys.shape[3];
                long[] each = [rows, heads, queries, chosen];
                Form.Check("Values of a view", own.Values, [.. each, width], "(B, H, T, K, D)", type, device);
                Form.Check("Positions of a view", own.Positions, each, "(B, H, T, K)", torch.ScalarType.Int64, device);
                Form.Check("RankFromNewest of a view", own.RankFromNewest, each, "(B, H, T, K)", torch.ScalarType.Int64, device);
                Form.CheckBroadcast("Visible of a view", own.Visible, each, "(B, H, T, K)", torch.ScalarType.Bool, device);
                break;
            default:
                throw new Violation("wrong-shape",
                    $"Read returns {(view is null ? "null" : $"a {view.GetType().Name}")} among its views; return SharedView or "
                    + "PerQueryView.");
        }
    }
}
