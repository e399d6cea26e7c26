using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>One setting in which two configurations differ.</summary>
/// <param name="Path">Its key path, such as <c>training.steps</c>.</param>
/// <param name="Left">Its value in the first as YAML; null where the first has no such setting.</param>
/// <param name="Right">Its value in the second; null where the second has no such setting.</param>
public sealed record ConfigDifference(string Path, string? Left, string? Right)
{
    /// <summary>Every difference of two runs that changes what they compute, in the order of the settings.</summary>
    public static IReadOnlyList<ConfigDifference> Between(RunConfig left, RunConfig right)
    {
        var unbinder = new ConfigUnbinder();
        return Between(unbinder.Map(left), unbinder.Map(right));
    }

    /// <summary>The same of two runs that are written with every setting.</summary>
    public static IReadOnlyList<ConfigDifference> Between(ConfigMap left, ConfigMap right) => [.. Between(Computed(left), Computed(right), "")];

    private static ConfigMap Computed(ConfigMap written) => RunIdentity.WithoutEffect.Aggregate(written, (map, key) => map.Without(key));

    private static IEnumerable<ConfigDifference> Between(ConfigMap left, ConfigMap right, string above) =>
        left.Keys.Union(right.Keys).SelectMany(key => (left[key], right[key]) switch
        {
            (ConfigMap a, ConfigMap b) => Between(a, b, $"{above}{key}."),
            var (a, b) when Text(a) != Text(b) => [new ConfigDifference(above + key, Text(a), Text(b))],
            _ => [],
        });

    private static string? Text(ConfigNode? node) => node is null ? null : YamlWriter.OneLine(node);
}
