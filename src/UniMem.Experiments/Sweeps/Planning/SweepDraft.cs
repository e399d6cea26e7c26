using System.Collections.Immutable;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>A run of a sweep that is being put together.</summary>
/// <param name="map">What is written so far.</param>
/// <param name="values">The values of the axes worked in so far, as text, by path; null where the run has no such setting.</param>
public sealed class SweepDraft(ConfigMap map, ImmutableDictionary<string, string?> values)
{
    private const string Memories = "model.memories";

    private readonly Lazy<ConfigMap> _resolved = new(() => ResolvedRun.Settings(map));

    /// <summary>What is written so far.</summary>
    public ConfigMap Map => map;

    /// <summary>The values of the axes worked in so far, as text, by path; null where the run has no such setting.</summary>
    public ImmutableDictionary<string, string?> Values => values;

    /// <summary>The paths of all settings that it has.</summary>
    public IEnumerable<string> Paths => PathsOf(_resolved.Value, "");

    /// <summary>The same draft with the value of an axis noted.</summary>
    public SweepDraft Note(string path, string? value) => new(map, values.SetItem(path, value));

    /// <summary>True when it has a setting, or can be given it: memories can be added.</summary>
    public bool Takes(SweepAssignment assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        return assignment.Path == SweepAxis.Method
            || map.At(assignment.Keys) is not null
            || _resolved.Value.At(assignment.Keys) is not null
            || (assignment.Value is ConfigMap && string.Join('.', assignment.Keys.SkipLast(1)) == Memories);
    }

    /// <summary>The draft with a setting given its value.</summary>
    public SweepDraft With(SweepAssignment assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        return new(
            assignment.Path == SweepAxis.Method
                ? MethodFiles.Lay(map, assignment.Value, "method")
                : ConfigOverride.Set(WithListsOf(assignment.Keys), assignment.Keys, assignment.Value, assignment.Value.Location),
            values);
    }

    /// <summary>What a setting or axis is, as texts of which any may be meant; none where the run has no such setting.</summary>
    public IReadOnlyList<string> TextsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var noted = values.TryGetValue(path, out var value) ? value ?? SweepCondition.Lacking : null;
        var written = map.At(path.Split('.'));
        var resolved = _resolved.Value.At(path.Split('.'));
        return [.. ((string?[])[noted, written is null ? null : YamlWriter.OneLine(written), resolved is null ? null : YamlWriter.OneLine(resolved)])
            .OfType<string>().Distinct()];
    }

    // A list that only defaults make is written out before one of its items is changed.
    private ConfigMap WithListsOf(IReadOnlyList<string> keys)
    {
        var list = Enumerable.Range(1, keys.Count - 1).FirstOrDefault(i => char.IsAsciiDigit(keys[i][0]) && map.At(keys.Take(i)) is null);
        return list > 0 && _resolved.Value.At(keys.Take(list)) is ConfigList items
            ? ConfigOverride.Set(map, [.. keys.Take(list)], items, items.Location)
            : map;
    }

    private static IEnumerable<string> PathsOf(ConfigNode node, string above) => node switch
    {
        ConfigMap below => below.Entries.SelectMany(entry => PathsOf(entry.Value, $"{above}{entry.Key}.").Prepend(above + entry.Key)),
        ConfigList list => list.Items.SelectMany((item, i) => PathsOf(item, $"{above}{i}.")),
        _ => [],
    };
}
