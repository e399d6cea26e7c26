using System.Globalization;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>The settings of a run as paths with values.</summary>
internal static class FlatSettings
{
    /// <summary>Every single value by its path; an item of a list has its number, from 0, for a key. Empty maps and lists are text.</summary>
    public static IEnumerable<(string Path, object? Value)> Of(ConfigNode node, string path = "") => node switch
    {
        ConfigMap { Entries.Count: > 0 } map => map.Entries.SelectMany(entry => Of(entry.Value, Join(path, entry.Key))),
        ConfigList { Items.Count: > 0 } list => list.Items.SelectMany((item, i) => Of(item, Join(path, i.ToString(CultureInfo.InvariantCulture)))),
        ConfigScalar scalar => [(path, Value(scalar))],
        _ => [(path, YamlWriter.OneLine(node))],
    };

    private static string Join(string above, string key) => above.Length == 0 ? key : $"{above}.{key}";

    private static object? Value(ConfigScalar scalar) => scalar switch
    {
        { IsNull: true } => null,
        { Quoted: true } => scalar.Text,
        _ when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => scalar.Text,
    };
}
