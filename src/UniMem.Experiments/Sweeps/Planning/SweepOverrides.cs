using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning.Sections;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Sets values for all runs of a sweep.</summary>
/// <remarks>
/// A setting that is an axis becomes an axis of one value. What methods bring (memories, local attention, positions) is set after the method, for
/// the runs that have it, as an axis of one value does.
/// </remarks>
internal static class SweepOverrides
{
    private static readonly string[] Brought = ["memories", "local", "positions"];

    /// <summary>The sweep with overrides, each <c>PATH=VALUE</c>, applied in order.</summary>
    public static ConfigMap Apply(ConfigMap written, IEnumerable<string> overrides) => overrides.Aggregate(written, Apply);

    /// <summary>Refuses settings of the sweep's own file that every method replaces.</summary>
    public static void RefuseReplaced(ConfigMap run, IReadOnlyList<SweepDimension> dimensions, string file)
    {
        var methods = dimensions.SelectMany(d => d.Choices).Any(choice => choice.Assignments.Any(a => a.Path == SweepAxis.Method) && choice.Case is null);
        foreach (var key in methods ? Brought : [])
        {
            if (run.At(["model", key]) is { } node && Entries(node).Prepend((run["model"] as ConfigMap)!.Find(key)!).FirstOrDefault(entry => entry.Location.File == file) is { } own)
            {
                throw own.Location.Wrong($"model.{key}", "has no effect: every method of this sweep brings its own. Vary it under axes or cases, which change what a method brought.");
            }
        }
    }

    private static ConfigMap Apply(ConfigMap written, string text)
    {
        var keys = text.Split('=')[0].Split('.');
        var path = string.Join('.', keys);
        if (written[AxesSection.Key] is not ConfigMap axes || (axes[path] is null && !(axes[SweepAxis.Method] is not null && IsBrought(keys))))
        {
            return ConfigOverride.Apply(written, text);
        }

        var value = ConfigOverride.Apply(new ConfigMap([], SourceLocation.Override(text)), text).At(keys)!;
        var axis = new ConfigEntry(path, value.Location, new ConfigList([value], value.Location));
        return written.With(new(AxesSection.Key, axes.Location, axes.With(axis)));
    }

    private static bool IsBrought(string[] keys) => keys is ["model", var key, ..] && Brought.Contains(key);

    private static IEnumerable<ConfigEntry> Entries(ConfigNode node) => node is ConfigMap map
        ? map.Entries.SelectMany(entry => Entries(entry.Value).Prepend(entry))
        : [];
}
