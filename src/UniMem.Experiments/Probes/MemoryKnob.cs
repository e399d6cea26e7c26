using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Probes;

/// <summary>A number of a memory that no weight depends on, wherever it stands in the memory's settings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Memory">The memory's name.</param>
/// <param name="Places">The paths where it stands, and what it is there, in slots or tokens; at least one.</param>
internal sealed record MemoryKnob(ProbeKind Kind, string Memory, IReadOnlyList<(string Path, long Trained)> Places)
{
    /// <summary>The place that names it: the one with the largest number.</summary>
    public (string Path, long Trained) Main => Places.MaxBy(place => place.Trained);

    /// <summary>Every such number of a run's memories.</summary>
    public static IReadOnlyList<MemoryKnob> Of(RunConfig config)
    {
        var memories = (ConfigMap)((ConfigMap)new ConfigUnbinder().Map(config)["model"]!)["memories"]!;
        return [.. memories.Entries.SelectMany(memory => Of(memory.Key, (ConfigMap)memory.Value, config.Training.Segment))];
    }

    private static IEnumerable<MemoryKnob> Of(string memory, ConfigMap settings, long segment)
    {
        var path = $"model.memories.{memory}";
        var manage = (ConfigMap)settings["manage"]!;
        var capacity = new[] { "capacity", "recent" }
            .Where(key => manage[key] is not null)
            .Select(key => ($"{path}.manage.{key}", Number(manage[key]!, segment)));
        return new[]
        {
            new MemoryKnob(ProbeKind.Capacity, memory, [.. capacity.Take(1)]),
            new MemoryKnob(ProbeKind.TopK, memory, [.. Find(settings["read"]!, $"{path}.read", "topk", "k", segment)]),
            new MemoryKnob(ProbeKind.Window, memory, [.. Find(settings["read"]!, $"{path}.read", "window", "size", segment)]),
        }.Where(knob => knob.Places.Count > 0);
    }

    /// <summary>Where components of a type stand in a tree of settings, and what one of their numbers is.</summary>
    private static IEnumerable<(string Path, long Trained)> Find(ConfigNode node, string path, string type, string key, long segment) => node switch
    {
        ConfigMap map => (map.TypeName == type && map[key] is { } value ? [($"{path}.{key}", Number(value, segment))] : Array.Empty<(string, long)>())
            .Concat(map.Entries.SelectMany(entry => Find(entry.Value, $"{path}.{entry.Key}", type, key, segment))),
        ConfigList list => list.Items.SelectMany((item, i) => Find(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), type, key, segment)),
        _ => [],
    };

    private static long Number(ConfigNode node, long segment) => node is ConfigMap map
        ? segment * Number(map["segments"]!, segment)
        : long.Parse(((ConfigScalar)node).Text, CultureInfo.InvariantCulture);
}
