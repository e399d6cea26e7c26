using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>The runs that the others of a sweep are compared with.</summary>
public sealed class SweepBaseline
{
    private readonly HashSet<string> _ids;

    private SweepBaseline(string name, IEnumerable<PlannedRun> runs, IEnumerable<string> fixedAxes)
    {
        Name = name;
        _ids = [.. runs.Select(run => run.Id)];
        FixedAxes = fixedAxes.ToHashSet();
    }

    /// <summary>Its name in tables and figures.</summary>
    public string Name { get; }

    /// <summary>The axes that it has one value of, whatever the run that it is compared with has.</summary>
    public IReadOnlySet<string> FixedAxes { get; }

    /// <summary>True for a run of the baseline.</summary>
    public bool Is(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _ids.Contains(run.Id);
    }

    /// <summary>
    /// True when a run of the baseline is what another run is compared with: they agree in every axis but seeds, those that the baseline fixes,
    /// and those that one of them lacks.
    /// </summary>
    /// <param name="candidate">The run that may be of the baseline.</param>
    /// <param name="run">The run that is compared.</param>
    public bool Serves(PlannedRun candidate, PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(run);
        return Is(candidate) && !Is(run) && candidate.Values.All(axis => axis.Key == SweepAxis.Seed || FixedAxes.Contains(axis.Key)
            || axis.Value is null || run.Values[axis.Key] is null || axis.Value == run.Values[axis.Key]);
    }

    /// <summary>Finds the baseline among the runs.</summary>
    /// <param name="written">The name of a method or of a case, or settings with values; null for none.</param>
    /// <param name="runs">The runs, each with the draft that it was made of.</param>
    /// <param name="shown">How names are shown.</param>
    /// <returns>The baseline; null where there is none.</returns>
    /// <exception cref="ConfigurationException">No run is so, or all are.</exception>
    internal static SweepBaseline? Find(ConfigNode? written, IReadOnlyList<(PlannedRun Run, SweepDraft Draft)> runs, Func<string, string> shown) => written switch
    {
        null or ConfigScalar { Text.Length: 0 } => null,
        ConfigScalar name => Named(name, runs, shown),
        ConfigMap => Described(SweepCondition.Read(written, "baseline"), runs),
        _ => throw written.Location.Wrong("baseline", $"expected the name of a method or of a case, or settings with values; got {written.Describe()}."),
    };

    private static SweepBaseline Named(ConfigScalar name, IReadOnlyList<(PlannedRun Run, SweepDraft Draft)> runs, Func<string, string> shown)
    {
        var methods = runs.Where(run => run.Run.Run.Config.Method == name.Text).Select(run => run.Run).ToList();
        var cases = runs.Where(run => run.Run.Values.GetValueOrDefault(SweepAxis.Case) == name.Text).Select(run => run.Run).ToList();
        return (methods.Count, cases.Count) switch
        {
            ( > 0, 0) => new(shown(name.Text), methods, [SweepAxis.Method]),
            (0, > 0) => new(shown(name.Text), cases, [SweepAxis.Case]),
            ( > 0, > 0) => throw name.Location.Wrong("baseline", $"'{name.Text}' is a method and a case; write {{method: {name.Text}}} or {{case: {name.Text}}}."),
            _ => throw name.Location.Wrong("baseline", $"no run of the sweep has the method '{name.Text}', and no case is called so"
                + NearestName.Hint(name.Text, [.. runs.Select(r => r.Run.Run.Config.Method).Concat(runs.Select(r => r.Run.Values.GetValueOrDefault(SweepAxis.Case) ?? "")).Where(n => n.Length > 0).Distinct()])),
        };
    }

    private static SweepBaseline Described(SweepCondition condition, IReadOnlyList<(PlannedRun Run, SweepDraft Draft)> runs)
    {
        condition.Check([.. runs.Select(run => run.Draft)], []);
        var found = runs.Where(run => condition.Holds(run.Draft)).Select(run => run.Run).ToList();
        if (found.Count == 0 || found.Count == runs.Count)
        {
            throw condition.Location.Wrong("baseline", found.Count == 0
                ? $"no run of the sweep is so ({condition.Text})."
                : $"every run of the sweep is so ({condition.Text}), so that there is nothing to compare.");
        }

        var labels = found.Select(run => run.Label).Distinct().ToList();
        return new(labels is [var only] ? only : condition.Text, found, condition.Paths);
    }
}
