using System.Globalization;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Probes;

/// <summary>Models with memory against models without that may read overlapping windows, on the same text.</summary>
/// <remarks>
/// A segment's first tokens see nothing of what came before unless memory brings it; overlapping windows bring it too, for more work and without
/// any training. What a memory gains beyond that is its own.
/// </remarks>
internal static class FairBaseline
{
    /// <summary>The comparison as text; empty where there is nothing to compare.</summary>
    public static string Of(IReadOnlyList<ProbeResult> results)
    {
        var strided = results.Where(result => result.Run.Config.Model.Memories.Count == 0).ToList();
        var own = results.Where(result => result.Probe.Kind == ProbeKind.Own && result.Run.Config.Model.Memories.Count > 0).ToList();
        var rows = own.Select(method => (Method: method, Baselines: strided.Where(baseline => IsComparable(method, baseline)).ToList()))
            .Where(pair => pair.Baselines.Any(baseline => baseline.Probe.Kind == ProbeKind.Stride))
            .SelectMany(pair => pair.Baselines.Select(baseline => Row(pair.Method, baseline)))
            .ToList();
        return rows.Count == 0 ? "" : "## Against overlapping windows without memory\n\n"
            + "Each model's own evaluation against a model without memory on the same text, as trained and with overlapping windows; below 0 memory is better.\n\n"
            + MarkdownTable.Of(["", "against", "its perplexity", "its tokens read per token", "nats per byte", "95 % interval", "verdict"], rows);
    }

    private static string[] Row(ProbeResult method, ProbeResult baseline)
    {
        var difference = ProbeResult.PerByte(method.Evaluation.Scores, baseline.Evaluation.Scores);
        return
        [
            method.Run.FullLabel,
            baseline.Probe.Kind == ProbeKind.Own ? baseline.Run.Label : $"{baseline.Run.Label}, stride {baseline.Probe.Value}",
            baseline.Evaluation.Score.Perplexity.ToString("F3", CultureInfo.InvariantCulture),
            baseline.TokensPerTarget.ToString("F2", CultureInfo.InvariantCulture),
            ProbeReport.Signed(difference.Value),
            ProbeReport.Interval(difference),
            VerdictText.Of(ProbeResult.VerdictOf(difference)),
        ];
    }

    /// <summary>The same seed and the same values of all axes that both have, the method left out.</summary>
    private static bool IsComparable(ProbeResult method, ProbeResult baseline) => method.Run.Config.Seed == baseline.Run.Config.Seed
        && baseline.Run.Axes.All(axis => axis.Key == SweepAxis.Method || axis.Value is null || method.Run.Axes.GetValueOrDefault(axis.Key) is null || method.Run.Axes[axis.Key] == axis.Value);
}
