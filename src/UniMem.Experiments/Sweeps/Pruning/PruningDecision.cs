using System.Globalization;

namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>Applies a rule to what the runs have shown.</summary>
public static class PruningDecision
{
    private const double DefaultKeep = 0.5;

    /// <summary>Which runs are stopped, and why.</summary>
    /// <param name="settings">The rule.</param>
    /// <param name="step">The step at which it is applied.</param>
    /// <param name="candidates">The runs that came as far, in the order of the sweep, which settles ties.</param>
    public static IReadOnlyDictionary<string, string> Of(PruningSettings settings, long step, IReadOnlyList<PruningCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(candidates);
        var stopped = settings.Rule switch
        {
            PruningRule.Median => Median(candidates),
            PruningRule.SuccessiveHalving => Halving(settings.Keep ?? DefaultKeep, candidates),
            PruningRule.NoImprovement => NoImprovement(settings.Patience ?? 1, candidates),
            _ => [],
        };
        return stopped.Where(pair => !pair.Run.IsBaseline)
            .ToDictionary(pair => pair.Run.Id, pair => Say($"stopped by {Name(settings.Rule)} after step {step}: {pair.Why}"));
    }

    private static string Name(PruningRule rule) => rule switch
    {
        PruningRule.Median => "the median rule",
        PruningRule.SuccessiveHalving => "successive halving",
        _ => "want of improvement",
    };

    private static IEnumerable<(PruningCandidate Run, string Why)> Median(IReadOnlyList<PruningCandidate> runs)
    {
        if (runs.Count == 0)
        {
            return [];
        }

        var ordered = runs.Select(run => run.Values[^1]).Order().ToList();
        var median = (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
        return runs.Where(run => run.Values[^1] > median)
            .Select(run => (run, Say($"{run.Values[^1]:F4} bits per byte, the median of {runs.Count} runs is {median:F4}")));
    }

    private static IEnumerable<(PruningCandidate Run, string Why)> Halving(double keep, IReadOnlyList<PruningCandidate> runs)
    {
        var kept = (int)Math.Ceiling((runs.Count * keep) - 1e-9);
        return runs.OrderBy(run => run.Values[^1]).Index().Skip(kept)
            .Select(place => (place.Item, Say($"{place.Item.Values[^1]:F4} bits per byte, place {place.Index + 1} of {runs.Count}, of which {kept} go on")));
    }

    private static IEnumerable<(PruningCandidate Run, string Why)> NoImprovement(int patience, IReadOnlyList<PruningCandidate> runs) => runs
        .Where(run => run.Values.Count > patience && run.Values.TakeLast(patience).Min() >= run.Values.SkipLast(patience).Min())
        .Select(run => (run, Say($"{run.Values.TakeLast(patience).Min():F4} bits per byte, no better than {run.Values.SkipLast(patience).Min():F4} before")));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
