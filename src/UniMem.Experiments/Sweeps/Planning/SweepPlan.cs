using System.Collections.Immutable;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>The runs of a sweep, resolved, before any of them begins.</summary>
public sealed class SweepPlan
{
    private readonly SweepFile _file;

    private SweepPlan(SweepFile file)
    {
        _file = file;
        var start = new SweepDraft(file.Base.With(new("name", file.Base.Location, ValueFormat.Text(file.Name))), ImmutableDictionary<string, string?>.Empty);
        var drafts = Kept(SweepExpansion.Of(start, file.Dimensions));
        var resolved = drafts.Select(draft => (Draft: draft, Run: ResolvedRun.Of(draft.Map))).ToList();
        var labels = new SweepLabels(file.Name, file.Axes, file.Settings.Labels, resolved.Select(r => r.Run.Config.Method).Distinct().Count() > 1);
        var all = resolved.Select(r => (Run: Plan(r.Draft, r.Run, labels), r.Draft)).ToList();
        var distinct = all.DistinctBy(run => run.Run.Id).ToList();
        Runs = [.. distinct.Select(run => run.Run)];
        Merged = [.. all.Select(run => run.Run).Except(Runs, ReferenceEqualityComparer.Instance).Cast<PlannedRun>()
            .Select(run => (run.FullLabel, Runs.First(kept => kept.Id == run.Id).FullLabel))];
        RefuseSameLabels();
        Baseline = SweepBaseline.Find(file.Baseline, distinct, labels.Shown);
    }

    /// <summary>The sweep's name.</summary>
    public string Name => _file.Name;

    /// <summary>The sweep's file, absolute.</summary>
    public string File => _file.Path;

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
    /// <exception cref="ConfigurationException">A run is wrong, or an axis sets what no run has.</exception>
    public static SweepPlan Of(SweepFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var plan = new SweepPlan(file);
        new FigureChecks(plan, file.WrittenAt).Check();
        return plan;
    }

    private List<SweepDraft> Kept(IReadOnlyList<SweepDraft> drafts)
    {
        foreach (var condition in _file.Exclude)
        {
            condition.Check(drafts, []);
            if (!drafts.Any(condition.Holds))
            {
                throw condition.Location.Wrong("exclude", $"no run of this sweep is so ({condition.Text}), so that it leaves out nothing; correct it, or leave it out.");
            }
        }

        var kept = drafts.Where(draft => !_file.Exclude.Any(condition => condition.Holds(draft))).ToList();
        return kept.Count > 0 ? kept : throw _file.Exclude[0].Location.Wrong("exclude", "leaves out every run of the sweep.");
    }

    private PlannedRun Plan(SweepDraft draft, ResolvedRun unnamed, SweepLabels labels)
    {
        var label = labels.Of(unnamed.Config.Method, draft.Values);
        var seed = draft.Values.GetValueOrDefault(SweepAxis.Seed) is { } value ? $" seed {value}" : "";
        var run = ResolvedRun.Of(draft.Map.With(new("name", draft.Map.Location, ValueFormat.Text($"{_file.Name} {label}{seed}"))));
        return new(run, run.Id, draft.Values, label);
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
