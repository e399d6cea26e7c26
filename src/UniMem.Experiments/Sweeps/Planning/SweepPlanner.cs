using System.Collections.Immutable;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning.Costs;
using UniMem.Experiments.Sweeps.Planning.Matching;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Makes the runs of a sweep of its file.</summary>
internal sealed class SweepPlanner(SweepFile file, PlanningWork? work)
{
    private SweepLabels? _labels;

    /// <summary>What the runs are compared with; null for none, and before <see cref="Plan"/>.</summary>
    public SweepBaseline? Baseline { get; private set; }

    /// <summary>The runs in order; several may compute the same.</summary>
    public IReadOnlyList<PlannedRun> Plan()
    {
        var start = new SweepDraft(file.Base.With(new("name", file.Base.Location, ValueFormat.Text(file.Name))), ImmutableDictionary<string, string?>.Empty);
        var drafts = Kept(SweepExpansion.Of(start, file.Dimensions));
        var methods = drafts.Select(draft => ResolvedRun.Of(draft.Map).Config.Method).ToList();
        _labels = new SweepLabels(file.Name, file.Axes, file.Settings.Labels, methods.Distinct().Count() > 1);
        var runs = drafts.Zip(methods, (draft, method) => (Run: Named(draft.Map, draft.Values, method), Draft: draft)).ToList();
        RefuseUnused([.. runs.Select(run => run.Run)], methods);
        Baseline = SweepBaseline.Find(file.Baseline, runs, _labels.Shown);
        return file.Match is { } match && Baseline is { } baseline ? Matched(runs, match, baseline) : [.. runs.Select(run => run.Run)];
    }

    private List<SweepDraft> Kept(IReadOnlyList<SweepDraft> drafts)
    {
        foreach (var condition in file.Exclude)
        {
            condition.Check(drafts, []);
            if (!drafts.Any(condition.Holds))
            {
                throw condition.Location.Wrong("exclude", $"no run of this sweep is so ({condition.Text}), so that it leaves out nothing; correct it, or leave it out.");
            }
        }

        var kept = drafts.Where(draft => !file.Exclude.Any(condition => condition.Holds(draft))).ToList();
        return kept.Count > 0 ? kept : throw file.Exclude[0].Location.Wrong("exclude", "leaves out every run of the sweep.");
    }

    private void RefuseUnused(IReadOnlyList<PlannedRun> runs, IEnumerable<string> methods)
    {
        var known = methods
            .Concat(runs.SelectMany(run => run.Values.Values.OfType<string>().Append(run.Label)))
            .Concat(file.Axes.SelectMany(axis => (string[])[axis.NameAmong(file.Axes), axis.Path]))
            .Distinct()
            .ToList();
        if (file.Settings.Labels.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unused)
        {
            throw file.LabelAt(unused).Wrong($"labels.{unused}", $"no method, case, value or axis of this sweep is called so{NearestName.Hint(unused, known)}");
        }
    }

    private PlannedRun Named(ConfigMap map, IReadOnlyDictionary<string, string?> values, string method)
    {
        var label = _labels!.Of(method, values);
        var seed = values.GetValueOrDefault(SweepAxis.Seed) is { } value ? $" seed {value}" : "";
        var run = ResolvedRun.Of(map.With(new("name", map.Location, ValueFormat.Text($"{file.Name} {label}{seed}"))));
        return new(run, run.Id, values, label);
    }

    private IReadOnlyList<PlannedRun> Matched(IReadOnlyList<(PlannedRun Run, SweepDraft Draft)> runs, MatchSettings settings, SweepBaseline baseline)
    {
        var amounts = new MatchAmounts(new RunCosts(), StepSeconds([.. runs.Select(run => run.Run).DistinctBy(run => run.Id)], settings));
        var matcher = new Matcher(settings, file.MatchAt, amounts, new MatchFile(work?.MatchFile));
        return [.. runs.Select(run => baseline.Is(run.Run) ? run.Run with { Match = matcher.Itself(run.Run.Run) } : Match(run.Run, run.Draft))];

        PlannedRun Match(PlannedRun run, SweepDraft draft)
        {
            var seed = run.Values.GetValueOrDefault(SweepAxis.Seed);
            var reference = runs.Select(other => other.Run).Where(other => baseline.Serves(other, run))
                .OrderBy(other => other.Values.GetValueOrDefault(SweepAxis.Seed) == seed ? 0 : 1)
                .FirstOrDefault() ?? throw file.MatchAt.Wrong(MatchSettings.Key, $"'{run.FullLabel}' has no run of the baseline to match: none has its settings.");
            var (map, match) = matcher.Of(run.FullLabel, draft.Map, reference.Run);
            return Named(map, draft.Values, run.Run.Config.Method) with { Match = match };
        }
    }

    private Func<ResolvedRun, double> StepSeconds(IReadOnlyList<PlannedRun> runs, MatchSettings settings)
    {
        if (settings.Quantity != MatchQuantity.WallTime)
        {
            return _ => throw new InvalidOperationException("Only wall time is matched by the clock.");
        }

        if (work is null)
        {
            throw file.MatchAt.Wrong(MatchSettings.Key, "wall_time needs the sweep's folder, where calibrations are kept.");
        }

        var store = new CalibrationFile(work.CalibrationFile);
        var jobs = work.Jobs == 0 ? file.Settings.Jobs : work.Jobs;
        return run =>
        {
            var key = CalibrationKey.Of(run, MachineShare.Of(jobs, runs.Count, run.Config.Threads));
            if (store.Find(key) is null)
            {
                new Calibrator(store, work.Say).Complete(runs, jobs, work.Stop);
            }

            return store.Find(key)!.Step;
        };
    }
}
