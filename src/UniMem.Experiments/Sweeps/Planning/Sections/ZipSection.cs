using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Sections;

/// <summary>Reads <c>zip</c>: axes that change together, first value with first value. One map of axes, or a list of them; each may have a <c>where</c>.</summary>
internal static class ZipSection
{
    public const string Key = "zip";

    public static IEnumerable<SweepDimension> Read(ConfigNode written) => written switch
    {
        ConfigMap map => [Dimension(map, Key)],
        ConfigList { Items.Count: > 0 } list => list.Items.Select((item, i) => Dimension(
            item as ConfigMap ?? throw item.Location.Wrong($"{Key}[{i}]", $"expected a map of settings to lists of values; got {item.Describe()}."), $"{Key}[{i}]")),
        _ => throw written.Location.Wrong(Key, $"expected a map of settings to lists of values; got {written.Describe()}."),
    };

    private static SweepDimension Dimension(ConfigMap written, string place)
    {
        var paired = written.Entries.Where(entry => entry.Key != "where").ToList();
        if (paired.Count < 2)
        {
            throw written.Location.Wrong(place, $"pairs {(paired.Count == 0 ? "nothing" : "one axis with nothing")}; write two axes or more here, or an axis of its own under axes.");
        }

        foreach (var entry in paired)
        {
            AxesSection.CheckPath(entry, $"{place}.{entry.Key}");
        }

        var where = written["where"] is { } condition ? SweepCondition.Read(condition, $"{place}.where") : null;
        var axes = paired.Select(entry => new SweepAxis(entry.Key, AxesSection.Values(entry, $"{place}.{entry.Key}"), entry.Location)).ToList();
        if (axes.Find(axis => axis.Values.Count != axes[0].Values.Count) is { } odd)
        {
            throw odd.Location.Wrong($"{place}.{odd.Path}", string.Create(
                CultureInfo.InvariantCulture,
                $"has {odd.Values.Count} {(odd.Values.Count == 1 ? "value" : "values")} and {axes[0].Path} has {axes[0].Values.Count}; axes that are paired have equally many."));
        }

        return new(
            [.. axes[0].Values.Index().Select(row => new SweepChoice(
                place, [.. axes.Select(axis => new SweepAssignment(axis.Path, axis.Values[row.Index], axis.Location))], where, written.Location))],
            axes);
    }
}
