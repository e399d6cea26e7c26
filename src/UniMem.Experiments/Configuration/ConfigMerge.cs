using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>Lays one configuration over another.</summary>
/// <remarks>
/// Maps merge key by key; anything else replaces what was there. <c>null</c> removes a key. A map whose <c>type</c> differs from the one
/// below replaces it, because the settings of one component mean nothing to another.
/// </remarks>
public static class ConfigMerge
{
    /// <summary>The lower configuration with the upper one laid over it; keys keep the order in which they first appear.</summary>
    public static ConfigMap Over(ConfigMap lower, ConfigMap upper)
    {
        ArgumentNullException.ThrowIfNull(lower);
        ArgumentNullException.ThrowIfNull(upper);
        return upper.Entries.Aggregate(lower, Lay);
    }

    private static ConfigMap Lay(ConfigMap lower, ConfigEntry entry) => (lower[entry.Key], entry.Value) switch
    {
        ({ }, ConfigScalar { IsNull: true }) => lower.Without(entry.Key),
        (ConfigMap below, ConfigMap above) when SameComponent(below, above) => lower.With(entry with { Value = Over(below, above) }),
        _ => lower.With(entry),
    };

    private static bool SameComponent(ConfigMap below, ConfigMap above) =>
        below.TypeName is null || above.TypeName is null || below.TypeName == above.TypeName;
}
