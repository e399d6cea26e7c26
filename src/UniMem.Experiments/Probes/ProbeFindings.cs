using System.Globalization;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Probes;

/// <summary>Says in words what the probes of a run show, and no more.</summary>
/// <remarks>
/// That a model does worse without memory shows that it counts on having one, not that it uses what is in it: it was never trained without. That
/// it does worse with another document's memory, of the same length and made by the same weights, does show that.
/// </remarks>
public static class ProbeFindings
{
    // Places behind the point: what is shown to differ from 0 must not read as 0.
    private const int Least = 4;
    private const int Most = 8;

    /// <summary>A sentence or two about a run; null where it was not probed for its memory.</summary>
    /// <param name="results">The run's results.</param>
    public static string? Of(IReadOnlyList<ProbeResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var whole = results.Where(result => result.Probe is { Kind: ProbeKind.Memory, Memory: "" }).ToList();
        var (other, off) = (whole.FirstOrDefault(result => result.Probe.Value == "other"), whole.FirstOrDefault(result => result.Probe.Value == "off"));
        return (other, off) switch
        {
            (null, null) => null,
            (null, { } without) => $"{Name(results)} {(without.Verdict == Verdict.Worse ? "counts on having a memory" : "is not shown to need its memory")}: without it, {Loss(without)}. "
                + "Whether it uses what is in it, another document's memory would show (--memory other).",
            ({ } foreign, null) => $"{Name(results)} {Use(foreign)}: with another document's, {Loss(foreign)}.",
            ({ } foreign, { } without) => $"{Name(results)} {Use(foreign)}: with another document's, {Loss(foreign)}; with none, {Loss(without)}.",
        };
    }

    /// <summary>A difference in words, such as <c>it loses 0.302 nats a byte more (95 % interval 0.290 to 0.314)</c>.</summary>
    private static string Loss(ProbeResult result)
    {
        var (low, high) = result.Difference.Interval();
        var (value, sign) = (result.Difference.Value, result.Difference.Value < 0 ? -1 : 1);
        var (nearest, farthest) = sign > 0 ? (low, high) : (-high, -low);
        if (result.IsIdentical)
        {
            return "not a single number changes";
        }

        var places = Math.Clamp(1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), Least, Most);
        string Say(double number) => number.ToString($"F{places}", CultureInfo.InvariantCulture);
        return $"it loses {Say(Math.Abs(value))} nats a byte {(sign > 0 ? "more" : "less")} ({(double.IsNaN(low) ? "one document: no interval" : $"95 % interval {Say(nearest)} to {Say(farthest)}")})";
    }

    private static string Use(ProbeResult other) => other.Verdict switch
    {
        Verdict.Worse => "uses what it remembers of a document",
        Verdict.Better => "is misled by what it remembers of a document",
        _ => "is not shown to use what it remembers of a document",
    };

    private static string Name(IReadOnlyList<ProbeResult> results) => results[0].Run.FullLabel;
}
