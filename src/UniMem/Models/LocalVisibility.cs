using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Memory;
using UniMem.Memory.Reading;

namespace UniMem.Models;

/// <summary>Which position of a stream sees which other one of the same segment. Layers with the same pattern share the answer.</summary>
/// <param name="stream">The stream as it enters the layers.</param>
/// <param name="kernel">Evaluates patterns where it can; null for the explicit form.</param>
internal sealed class LocalVisibility(ResidualStream stream, IAttentionKernel? kernel)
{
    private readonly Dictionary<AttentionPattern, LocalSight> _known = [];

    /// <summary>What it sees of memories.</summary>
    public SightCache Memories { get; } = new();

    /// <summary>What its layers have in common.</summary>
    public SegmentTables Tables { get; } = new();

    /// <summary>Within the text what a pattern shows of the past; across spans, whatever stands earlier.</summary>
    public LocalSight Of(AttentionPattern pattern)
    {
        if (!_known.TryGetValue(pattern, out var seen))
        {
            _known[pattern] = seen = new(Seen(pattern), ShowsThePast(pattern) ? Shown.Past : Shown.AsMasked);
        }

        return seen;
    }

    private torch.Tensor Seen(AttentionPattern pattern)
    {
        var text_BHTT = InText(pattern);
        if (stream.Spans.Count == 1)
        {
            return text_BHTT;
        }

        var rows = stream.Spans.Select(query => torch.cat([.. stream.Spans.Select(key => Between(query, key, text_BHTT))], 3));
        return torch.cat([.. rows], 2).logical_and(stream.Visible.unsqueeze(1).unsqueeze(1));
    }

    /// <summary>Whether text is all there is, a row's padding stands behind it, and the pattern shows a token all that came before it.</summary>
    private bool ShowsThePast(AttentionPattern pattern)
    {
        var length = stream.Positions.shape[1];
        return stream is { Spans.Count: 1, Runs: { } runs, Extent: { } extent } && runs.All(run => run.Start == 0)
            && extent.All(row => row is not { } places || pattern.Throughout(new(new(0, length - 1), places, new(0, length - 1))) == true);
    }

    private static torch.Tensor Between(StreamSpan query, StreamSpan key, torch.Tensor text_BHTT)
    {
        if (query.Name == ResidualStream.Text && key.Name == ResidualStream.Text)
        {
            return text_BHTT;
        }

        var all = torch.ones([text_BHTT.shape[0], text_BHTT.shape[1], query.Length, key.Length], torch.ScalarType.Bool, text_BHTT.device);
        return key.Start < query.Start || (key.Start == query.Start && query.Mutual) ? all
            : key.Start == query.Start ? all.tril()
            : torch.zeros_like(all);
    }

    private torch.Tensor InText(AttentionPattern pattern)
    {
        var positions_BT = stream.Slice(stream.Positions, ResidualStream.Text);
        var length = positions_BT.shape[1];
        var index_1T = torch.arange(length, device: positions_BT.device).unsqueeze(0);
        var seen = PatternSight.OfPast(
            pattern, Sight.Of(positions_BT, positions_BT, index_1T), stream.Slice(stream.Visible, ResidualStream.Text), kernel);
        return seen.expand(positions_BT.shape[0], -1, length, length);
    }
}
