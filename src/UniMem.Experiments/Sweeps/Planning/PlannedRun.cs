using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>One run of a sweep.</summary>
/// <param name="Run">The run, resolved.</param>
/// <param name="Id">Its name by what it computes.</param>
/// <param name="Values">The values of the axes, as text, by path; null where the run's method has no such setting.</param>
/// <param name="Label">What tells it from the other runs of the sweep, seeds left out.</param>
public sealed record PlannedRun(ResolvedRun Run, string Id, IReadOnlyDictionary<string, string?> Values, string Label)
{
    /// <summary>Its label, and its seed when the sweep varies seeds.</summary>
    public string FullLabel => Values.TryGetValue(SweepAxis.Seed, out var seed) ? $"{Label}, seed {seed}" : Label;

    /// <summary>What it was made equal to the baseline in; null where nothing is matched.</summary>
    public Match? Match { get; init; }
}
