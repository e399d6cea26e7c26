using TorchSharp;
using UniMem.Attention.Patterns;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>Which position of the stream sees which other one of the same segment.</summary>
internal static class LocalVisibility
{
    /// <summary>(B, 1, T, T) bool: within the text what a pattern shows of the past; across spans, whatever stands in an earlier span.</summary>
    public static torch.Tensor Of(ResidualStream stream, AttentionPattern pattern)
    {
        var rows = stream.Spans.Select(query => torch.cat([.. stream.Spans.Select(key => Seen(stream, pattern, query, key))], 2));
        return torch.cat([.. rows], 1).logical_and(stream.Visible.unsqueeze(1)).unsqueeze(1);
    }

    private static torch.Tensor Seen(ResidualStream stream, AttentionPattern pattern, StreamSpan query, StreamSpan key)
    {
        if (query.Name == ResidualStream.Text && key.Name == ResidualStream.Text)
        {
            return InText(stream, pattern);
        }

        var all = torch.ones([stream.Positions.shape[0], query.Length, key.Length], torch.ScalarType.Bool, stream.Positions.device);
        return key.Start < query.Start || (key.Start == query.Start && query.Mutual) ? all
            : key.Start == query.Start ? all.tril()
            : torch.zeros_like(all);
    }

    private static torch.Tensor InText(ResidualStream stream, AttentionPattern pattern)
    {
        var positions_BT = stream.Slice(stream.Positions, ResidualStream.Text);
        var index_1T = torch.arange(positions_BT.shape[1], device: positions_BT.device).unsqueeze(0);
        var past = index_1T.unsqueeze(-1) >= index_1T.unsqueeze(1);
        var seen = pattern.Visible(Sight.Of(positions_BT, positions_BT, index_1T)).logical_and(past);
        return seen.expand(positions_BT.shape[0], positions_BT.shape[1], positions_BT.shape[1]);
    }
}
