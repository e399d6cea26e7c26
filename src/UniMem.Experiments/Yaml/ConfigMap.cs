using System.Globalization;

namespace UniMem.Experiments.Yaml;

/// <summary>One key of a map and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Location">Where the key was written.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigEntry(string Key, SourceLocation Location, ConfigNode Value);

/// <summary>A map that keeps the order in which its keys were first written.</summary>
/// <param name="entries">Keys with values; no key twice.</param>
/// <param name="location">Where it was written.</param>
public sealed class ConfigMap(IReadOnlyList<ConfigEntry> entries, SourceLocation location) : ConfigNode(location)
{
    /// <summary>The keys and values in order.</summary>
    public IReadOnlyList<ConfigEntry> Entries => entries;

    /// <summary>True when nobody wrote the map: it came about because an override reaches through it.</summary>
    public bool Implied { get; init; }

    /// <summary>The keys in order.</summary>
    public IEnumerable<string> Keys => entries.Select(entry => entry.Key);

    /// <summary>The entry of a key, or null.</summary>
    public ConfigEntry? Find(string key) => entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The value of a key, or null.</summary>
    public ConfigNode? this[string key] => Find(key)?.Value;

    /// <summary>The value at a path of keys, or null; an item of a list has its number, from 0, for a key.</summary>
    public ConfigNode? At(IEnumerable<string> keys) => keys.Aggregate((ConfigNode?)this, (node, key) => node switch
    {
        ConfigMap map => map[key],
        ConfigList list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => list.Items.ElementAtOrDefault(index),
        _ => null,
    });

    /// <summary>The component's name written after <c>type:</c>, or null.</summary>
    public string? TypeName => (this["type"] as ConfigScalar)?.Text;

    /// <summary>The same map with one key set, in its old place when it has one.</summary>
    public ConfigMap With(ConfigEntry entry)
    {
        var replaced = entries.Select(old => old.Key == entry.Key ? entry : old).ToList();
        if (Find(entry.Key) is null)
        {
            replaced.Add(entry);
        }

        return new ConfigMap(replaced, Location) { Implied = Implied };
    }

    /// <summary>The same map without one key.</summary>
    public ConfigMap Without(string key) => new([.. entries.Where(entry => entry.Key != key)], Location) { Implied = Implied };

    /// <inheritdoc/>
    public override string Describe() => "a map";
}
