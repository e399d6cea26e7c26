using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Sections;

/// <summary>
/// Reads <c>axes</c>: every value of one with every value of the others. An axis is a list of values, or <c>{values: [...], where: {...}}</c>
/// when it is meant for some of the runs only.
/// </summary>
internal static class AxesSection
{
    public const string Key = "axes";

    public static IEnumerable<SweepDimension> Read(ConfigNode written) => written is ConfigMap { Entries.Count: > 0 } map
        ? map.Entries.Select(Dimension)
        : throw written.Location.Wrong(Key, $"expected a map of settings to lists of values, such as {{seed: [1, 2, 3]}}; got {written.Describe()}.");

    /// <summary>The values of an axis.</summary>
    public static IReadOnlyList<ConfigNode> Values(ConfigEntry entry, string place) => entry.Value switch
    {
        ConfigList { Items.Count: > 0 } list => list.Items,
        ConfigList => throw entry.Value.Location.Wrong(place, "the axis is empty: expected a list of values, such as [1, 2, 3]; got []."),
        _ => throw entry.Value.Location.Wrong(place, $"expected a list of values, such as [1, 2, 3]; got {entry.Value.Describe()}."),
    };

    /// <summary>Refuses a path that cannot be one.</summary>
    public static void CheckPath(ConfigEntry entry, string place)
    {
        if (entry.Key.Split('.').Any(key => key.Length == 0 || key.Any(char.IsWhiteSpace)) || entry.Key == SweepAxis.Case)
        {
            throw entry.Location.Wrong(place, $"'{entry.Key}' is no setting; write its path, such as training.steps.");
        }
    }

    private static SweepDimension Dimension(ConfigEntry entry)
    {
        var place = $"{Key}.{entry.Key}";
        CheckPath(entry, place);
        var (values, where) = entry.Value is ConfigMap map && map.Keys.All(key => key is "values" or "where") && map.Find("values") is { } listed
            ? (Values(listed, $"{place}.values"), map["where"] is { } condition ? SweepCondition.Read(condition, $"{place}.where") : null)
            : (Values(entry, place), null);
        var twice = values.OfType<ConfigScalar>().GroupBy(value => value.Text).FirstOrDefault(same => same.Skip(1).Any());
        if (twice is not null)
        {
            throw twice.Last().Location.Wrong(place, $"'{twice.Key}' stands in this axis twice; the same run is carried out once.");
        }

        return new(
            [.. values.Select(value => new SweepChoice(place, [new(entry.Key, value, entry.Location)], where, entry.Location))],
            [new(entry.Key, values, entry.Location)]);
    }
}
