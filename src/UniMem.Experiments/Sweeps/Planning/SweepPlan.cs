using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Pruning;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>The runs of a sweep, resolved, before any of them begins.</summary>
public sealed class SweepPlan
{
    private readonly SweepFile _file;

    private SweepPlan(SweepFile file, PlanningWork? work)
    {
        _file = file;
        var planner = new SweepPlanner(file, work);
        var all = planner.Plan();
        Runs = [.. all.DistinctBy(run => run.Id)];
        Merged = [.. all.Except(Runs, ReferenceEqualityComparer.Instance).Cast<PlannedRun>()
            .Select(run => (run.FullLabel, Runs.First(kept => kept.Id == run.Id).FullLabel))];
        Baseline = planner.Baseline;
        RefuseSameLabels();
    }

    /// <summary>The sweep's name.</summary>
    public string Name => _file.Name;

    /// <summary>The sweep's file, absolute.</summary>
    public string File => _file.Path;

    /// <summary>Settings given behind the file, each <c>PATH=VALUE</c>, for all runs.</summary>
    public IReadOnlyList<string> Overrides => _file.Overrides;

    /// <summary>Number of workers, figures, names.</summary>
    public SweepSettings Settings => _file.Settings;

    /// <summary>What is varied.</summary>
    public IReadOnlyList<SweepAxis> Axes => _file.Axes;

    /// <summary>The runs; no two compute the same.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    /// <summary>The labels of runs that compute what another one computes, and of the run that stands for them.</summary>
    public IReadOnlyList<(string Label, string As)> Merged { get; }

    /// <summary>What the runs are compared with; null for none.</summary>
    public SweepBaseline? Baseline { get; }

    /// <summary>Resolves every run of a sweep.</summary>
    /// <param name="file">The sweep.</param>
    /// <param name="work">Where calibrations and matched values are kept; null keeps none, and then no run can be matched in wall time.</param>
    /// <exception cref="ConfigurationException">A run is wrong, an axis sets what no run has, or a run cannot be matched.</exception>
    public static SweepPlan Of(SweepFile file, PlanningWork? work = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var plan = new SweepPlan(file, work);
        new FigureChecks(plan, file.WrittenAt).Check();
        new PruningChecks(plan, file.WrittenAt).Check();
        return plan;
    }

    private void RefuseSameLabels()
    {
        if (Runs.GroupBy(run => run.FullLabel).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            var differs = ConfigDifference.Between(same.First().Run.Config, same.ElementAt(1).Run.Config);
            throw new ConfigurationException("labels", $"two runs would be called '{same.Key}'; they differ in {differs[0].Path}"
                + $" ({differs[0].Left ?? "not set"} and {differs[0].Right ?? "not set"}). Give them different names.");
        }
    }
}
