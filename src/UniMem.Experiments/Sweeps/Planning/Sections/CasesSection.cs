using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Sections;

/// <summary>
/// Reads <c>cases</c>: settings that go together under a name, each case with every combination of the axes. <c>as_is</c> instead of settings is
/// the run as it stands; <c>where</c> among them says which runs a case is meant for.
/// </summary>
internal static class CasesSection
{
    public const string Key = "cases";

    private const string AsIs = "as_is";

    public static SweepDimension Read(ConfigNode written)
    {
        if (written is not ConfigMap { Entries.Count: > 0 } map)
        {
            throw written.Location.Wrong(Key, $"expected names with the settings of each, such as {{short: {{training.steps: 100}}}}; got {written.Describe()}.");
        }

        var names = map.Entries.Select(entry => (ConfigNode)new ConfigScalar(entry.Key, quoted: false, entry.Location)).ToList();
        return new([.. map.Entries.Select(Case)], [new(SweepAxis.Case, names, map.Location)]);
    }

    private static SweepChoice Case(ConfigEntry entry)
    {
        var place = $"{Key}.{entry.Key}";
        if (entry.Value is ConfigScalar { Text: AsIs })
        {
            return new(place, [], null, entry.Location) { Case = entry.Key };
        }

        if (entry.Value is ConfigScalar { IsNull: true } || (entry.Value is ConfigMap map && map.Keys.All(key => key == "where")))
        {
            throw entry.Value.Location.Wrong(place, $"sets nothing; write settings with values, or {AsIs} for the run as it stands.");
        }

        var settings = entry.Value as ConfigMap
            ?? throw entry.Value.Location.Wrong(place, $"expected settings with values, or {AsIs}; got {entry.Value.Describe()}.");
        var where = settings["where"] is { } condition ? SweepCondition.Read(condition, $"{place}.where") : null;
        var set = settings.Entries.Where(setting => setting.Key != "where").ToList();
        foreach (var setting in set)
        {
            AxesSection.CheckPath(setting, $"{place}.{setting.Key}");
        }

        return new(place, [.. set.Select(setting => new SweepAssignment(setting.Key, setting.Value, setting.Location))], where, entry.Location) { Case = entry.Key };
    }
}
