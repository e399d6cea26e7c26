using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Probes;

/// <summary>A run, and what is to be found of it.</summary>
/// <param name="Trained">The run with its weights.</param>
/// <param name="Label">What tells it from other runs, seeds left out.</param>
/// <param name="FullLabel">What tells it from all other runs.</param>
/// <param name="Axes">The values of the sweep's axes, by path; none where there is no sweep.</param>
/// <param name="Probes">The probes; its own evaluation first.</param>
public sealed record ProbedRun(
    TrainedRun Trained, string Label, string FullLabel, IReadOnlyDictionary<string, string?> Axes, IReadOnlyList<Probe> Probes)
{
    /// <summary>Its settings as they are where nothing is probed.</summary>
    public RunConfig Config => Trained.Own.Config;

    /// <summary>The run's name by what it computes.</summary>
    public string Id => Trained.Trained.Id;
}
