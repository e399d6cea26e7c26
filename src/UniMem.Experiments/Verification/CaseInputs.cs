using TorchSharp;
using UniMem.Components;
using UniMem.Training;

namespace UniMem.Experiments.Verification;

/// <summary>One segment of a case.</summary>
/// <param name="Tokens">(B, T) int64.</param>
/// <param name="Positions">(B, T) int64; -1 for padding.</param>
/// <param name="Targets">(B, T) int64; -100 where there is none.</param>
/// <param name="StartsDocument">One entry a row.</param>
internal sealed record CaseSegment(torch.Tensor Tokens, torch.Tensor Positions, torch.Tensor Targets, IReadOnlyList<bool> StartsDocument);

/// <summary>Cuts the tokens of a case into segments, whichever way it has them.</summary>
/// <remarks>
/// <c>in.tokens</c> is (S, B, T), (S, B, T + 1) where the last token of each segment is only a target, or (B, N), cut into segments from
/// the
/// left. Optional: <c>in.positions</c> and <c>in.targets</c> (S, B, T), <c>in.starts</c> (S, B) bool: the rows whose documents begin.
/// </remarks>
internal static class CaseInputs
{
    /// <summary>Tokens of a segment.</summary>
    /// <param name="arrays">The case.</param>
    /// <param name="map">May say it.</param>
    /// <param name="configured">What the run says, where neither map nor arrays do.</param>
    /// <exception cref="ConfigurationException">There are no tokens.</exception>
    public static long SegmentOf(IReadOnlyDictionary<string, torch.Tensor> arrays, NameMap map, long configured)
    {
        var tokens = TokensOf(arrays);
        if (map.Segment is { } told)
        {
            return told;
        }

        if (tokens.dim() == 2)
        {
            return configured;
        }

        var (rows, length) = (tokens.shape[1], tokens.shape[2]);
        var scored = arrays.Where(array => array.Key.StartsWith("out.logits.", StringComparison.Ordinal))
            .Select(array => array.Value.numel() / array.Value.shape[^1] / rows)
            .Concat(arrays.Where(array => array.Key.StartsWith("out.nll.", StringComparison.Ordinal))
                .Select(array => array.Value.numel() / rows))
            .Concat(arrays.Where(array => array.Key == "in.positions").Select(array => array.Value.shape[^1]));
        return scored.FirstOrDefault(length);
    }

    /// <summary>The segments in order.</summary>
    /// <exception cref="ConfigurationException">Arrays do not fit each other.</exception>
    public static IReadOnlyList<CaseSegment> Segments(IReadOnlyDictionary<string, torch.Tensor> arrays, NameMap map, long length)
    {
        var tokens = TokensOf(arrays);
        var cut = tokens.dim() == 2 ? Cut(tokens, length) : Stacked(tokens, length);
        var segments = new List<CaseSegment>();
        var from_B1 = torch.zeros(cut[0].Tokens.shape[0], 1, torch.ScalarType.Int64);
        for (var s = 0; s < cut.Count; s++)
        {
            var (here, next) = cut[s];
            var starts = At(arrays, "in.starts", s, [here.shape[0]]);
            from_B1 = starts is null ? from_B1 : from_B1.masked_fill(starts.unsqueeze(1), 0);
            var positions = At(arrays, "in.positions", s, here.shape) ?? (from_B1 + torch.arange(here.shape[1]).unsqueeze(0));
            var targets = At(arrays, "in.targets", s, here.shape) ?? Targets(here, map.Targets == TargetChoice.Next ? next : null);
            segments.Add(new(here, positions, targets, starts is null ? new bool[here.shape[0]] : [.. starts.data<bool>()]));
            from_B1 += here.shape[1];
        }

        return segments;
    }

    private static torch.Tensor TokensOf(IReadOnlyDictionary<string, torch.Tensor> arrays) =>
        arrays.TryGetValue("in.tokens", out var tokens)
        && tokens.dtype == torch.ScalarType.Int64 && tokens.dim() is 2 or 3 && tokens.numel() > 0
        ? tokens
        : throw new ConfigurationException("in.tokens", "a case has tokens as int64, (segments, rows, tokens) or (rows, tokens).");

    private static List<(torch.Tensor Tokens, torch.Tensor? Next)> Cut(torch.Tensor tokens_BN, long length)
    {
        var (cut, count) = (new List<(torch.Tensor, torch.Tensor?)>(), tokens_BN.shape[1]);
        for (var from = 0L; from < count; from += length)
        {
            var size = Math.Min(length, count - from);
            cut.Add((tokens_BN.narrow(1, from, size), from + size < count ? tokens_BN.narrow(1, from + size, 1) : null));
        }

        return cut;
    }

    private static List<(torch.Tensor Tokens, torch.Tensor? Next)> Stacked(torch.Tensor tokens_SBX, long length)
    {
        var extra = tokens_SBX.shape[2] - length;
        return extra is 0 or 1
            ? [.. Enumerable.Range(0, (int)tokens_SBX.shape[0]).Select(s => tokens_SBX.select(0, s))
                .Select(all => (all.narrow(1, 0, length), extra == 1 ? all.narrow(1, length, 1) : null))]
            : throw new ConfigurationException("in.tokens",
                $"has {tokens_SBX.shape[2]} tokens for segments of {length}; expected {length} or {length + 1}.");
    }

    private static torch.Tensor? At(IReadOnlyDictionary<string, torch.Tensor> arrays, string name, int segment, long[] shape) =>
        !arrays.TryGetValue(name, out var array) ? null
        : array.dim() == shape.Length + 1 && array.shape[0] > segment && array.select(0, segment).shape.SequenceEqual(shape)
            ? array.select(0, segment)
        : throw new ConfigurationException(name,
            $"is ({string.Join(", ", array.shape)}); each of its segments must be ({string.Join(", ", shape)}).");

    private static torch.Tensor Targets(torch.Tensor tokens_BT, torch.Tensor? next_B1)
    {
        var inside_BT = tokens_BT.narrow(1, 1, tokens_BT.shape[1] - 1);
        return torch.cat([inside_BT, next_B1 ?? torch.full(tokens_BT.shape[0], 1, Loss.IgnoredTarget, torch.ScalarType.Int64)], 1);
    }
}
