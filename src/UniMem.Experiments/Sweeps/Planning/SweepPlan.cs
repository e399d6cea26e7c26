using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>The runs of a sweep, resolved, before any of them begins.</summary>
public sealed class SweepPlan
{
    private readonly SweepFile _file;

    private SweepPlan(SweepFile file)
    {
        _file = file;
        Runs = Expand();
        var baseline = file.Settings.Baseline;
        if (baseline.Length > 0 && Runs.All(run => run.Run.Config.Method != baseline))
        {
            var known = Runs.Select(run => run.Run.Config.Method).Distinct().ToList();
            throw new ConfigurationException("baseline", $"no run of the sweep has the method '{baseline}'{NearestName.Hint(baseline, known)}");
        }
    }

    /// <summary>The sweep's name.</summary>
    public string Name => _file.Name;

    /// <summary>Baseline, number of workers, figures.</summary>
    public SweepSettings Settings => _file.Settings;

    /// <summary>What is varied.</summary>
    public IReadOnlyList<SweepAxis> Axes => _file.Axes;

    /// <summary>The runs; no two compute the same.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    /// <summary>Resolves every run of a sweep.</summary>
    /// <exception cref="ConfigurationException">A run is wrong, or an axis sets what no run has.</exception>
    public static SweepPlan Of(SweepFile file) => new(file);

    private List<PlannedRun> Expand()
    {
        IReadOnlyList<Draft> drafts = [new(NamedBase(), [])];
        foreach (var axis in _file.Axes)
        {
            var next = drafts.SelectMany(draft => Vary(draft, axis)).ToList();
            if (next.All(draft => draft.Values[axis.Path] is null))
            {
                throw axis.Location.Wrong($"axes.{axis.Path}", $"no run of this sweep has this setting{Nearest(drafts, axis)}");
            }

            drafts = next;
        }

        return [.. drafts.Select(Plan).DistinctBy(run => run.Id)];
    }

    private ConfigMap NamedBase() => _file.Base.With(new("name", _file.Base.Location, ValueFormat.Text(_file.Name)));

    private static IEnumerable<Draft> Vary(Draft draft, SweepAxis axis)
    {
        if (axis.Path == SweepAxis.Method)
        {
            return axis.Values.Select(value => draft.With(MethodFiles.Lay(draft.Map, value, $"axes.{axis.Path}"), axis, ((ConfigScalar)value).Text));
        }

        return Has(draft.Map, axis.Keys)
            ? axis.Values.Select(value => draft.With(ConfigOverride.Set(draft.Map, axis.Keys, value, value.Location), axis, YamlWriter.OneLine(value)))
            : [draft.With(draft.Map, axis, null)];
    }

    private static bool Has(ConfigMap written, IReadOnlyList<string> keys) => At(written, keys) is not null || At(Resolved(written), keys) is not null;

    private static ConfigMap Resolved(ConfigMap written) => new ConfigUnbinder().Map(ResolvedRun.Of(written).Config);

    private static ConfigNode? At(ConfigMap map, IReadOnlyList<string> keys) =>
        keys.Aggregate((ConfigNode?)map, (node, key) => (node as ConfigMap)?[key]);

    private static string Nearest(IReadOnlyList<Draft> drafts, SweepAxis axis)
    {
        var known = drafts.SelectMany(draft => Paths(Resolved(draft.Map), "")).Distinct().ToList();
        return NearestName.Of(axis.Path, known) is { } near ? $"; did you mean '{near}'?" : "; unimem explain shows what a run has, with --resolved.";
    }

    private static IEnumerable<string> Paths(ConfigMap map, string above) => map.Entries.SelectMany(entry => entry.Value is ConfigMap below
        ? Paths(below, $"{above}{entry.Key}.").Prepend(above + entry.Key)
        : [above + entry.Key]);

    private PlannedRun Plan(Draft draft)
    {
        var unnamed = ResolvedRun.Of(draft.Map);
        var label = Label(draft, unnamed.Config.Method);
        var seed = draft.Values.GetValueOrDefault(SweepAxis.Seed) is { } value ? $" seed {value}" : "";
        var run = ResolvedRun.Of(draft.Map.With(new("name", draft.Map.Location, ValueFormat.Text($"{_file.Name} {label}{seed}"))));
        return new(run, run.Id, draft.Values, label);
    }

    private string Label(Draft draft, string method)
    {
        var settings = _file.Axes
            .Where(axis => axis.Order == 1 && axis.Values.Count > 1)
            .Select(axis => $"{axis.ShortName} {(draft.Values[axis.Path] is { } value ? Shown(value) : "n/a")}");
        string[] methods = method.Length > 0 ? [Shown(method)] : [];
        return string.Join(", ", methods.Concat(settings).DefaultIfEmpty(_file.Name));
    }

    private string Shown(string text) => _file.Settings.Labels.GetValueOrDefault(text, text);

    private sealed record Draft(ConfigMap Map, IReadOnlyDictionary<string, string?> Values)
    {
        public Draft(ConfigMap map, Dictionary<string, string?> values)
            : this(map, (IReadOnlyDictionary<string, string?>)values)
        {
        }

        public Draft With(ConfigMap map, SweepAxis axis, string? value) =>
            new(map, new Dictionary<string, string?>(Values, StringComparer.Ordinal) { [axis.Path] = value });
    }
}
