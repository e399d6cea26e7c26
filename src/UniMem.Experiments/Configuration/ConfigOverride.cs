using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>A setting given on the command line: <c>model.layers=6</c>. The value is YAML.</summary>
/// <remarks>
/// <c>+=</c> adds to a list: <c>plugins+=bin/Odd.dll</c>.
/// An item of a list is named by its place, from 0: <c>model.memories.recent.read.readers.1.k=8</c>, or <c>readers[1].k</c> as messages write it.
/// Memories may be named without <c>model.</c> before them: <c>memories.recent.manage.capacity=64</c>.
/// </remarks>
public static class ConfigOverride
{
    private const string Memories = "memories";

    /// <summary>The configuration with overrides applied in order.</summary>
    /// <param name="configuration">What the files say.</param>
    /// <param name="overrides">Each <c>PATH=VALUE</c> or <c>PATH+=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">An override is not of this form, or reaches into what is not a map.</exception>
    public static ConfigMap Apply(ConfigMap configuration, IEnumerable<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return overrides.Aggregate(configuration, Apply);
    }

    /// <summary>The configuration with one value set, as <c>PATH=VALUE</c> says.</summary>
    /// <exception cref="ConfigurationException">The override is not of this form, or reaches into what is not a map.</exception>
    public static ConfigMap Apply(ConfigMap configuration, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var location = SourceLocation.Override(text);
        if (text.StartsWith('-'))
        {
            var example = text.Contains('=', StringComparison.Ordinal) ? text.TrimStart('-') : "training.steps=100";
            throw location.Wrong("", $"there is no such option; settings are written without dashes, such as {example}.");
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var adds = equals > 0 && text[equals - 1] == '+';
        var keys = equals < 0 ? [] : text[..(adds ? equals - 1 : equals)].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        if (keys.Length == 0 || keys.Any(key => key.Length == 0 || key.Any(char.IsWhiteSpace)))
        {
            throw location.Wrong("", "write PATH=VALUE, such as model.layers=6.");
        }

        string[] path = keys[0] == Memories && configuration[Memories] is null ? ["model", .. keys] : keys;
        var value = YamlReader.Read(text[(equals + 1)..], location);
        return Set(configuration, path, adds ? Added(configuration, path, value, location) : value, location);
    }

    /// <summary>The list at a path with one more item, or several.</summary>
    private static ConfigList Added(ConfigMap configuration, IReadOnlyList<string> path, ConfigNode value, SourceLocation location)
    {
        var there = path.Aggregate((ConfigNode?)configuration, (node, key) => (node as ConfigMap)?[key]);
        IReadOnlyList<ConfigNode> items = there switch
        {
            null or ConfigScalar { IsNull: true } => [],
            ConfigList list => list.Items,
            _ => throw location.Wrong(string.Join('.', path), $"is {there.Describe()} and no list to add to; write = to replace it."),
        };
        return new([.. items, .. value is ConfigList several ? several.Items : [value]], location);
    }

    /// <summary>The configuration with the value at a path set, by the rules of <see cref="ConfigMerge"/>.</summary>
    /// <param name="configuration">What is there.</param>
    /// <param name="path">Keys from the top; an item of a list has its number, from 0, for a key.</param>
    /// <param name="value">The value; a map merges into the map that is there.</param>
    /// <param name="location">What messages name when something is wrong with it.</param>
    public static ConfigMap Set(ConfigMap configuration, IReadOnlyList<string> path, ConfigNode value, SourceLocation location)
    {
        var below = configuration;
        for (var depth = 0; depth < path.Count - 1; depth++)
        {
            if (below[path[depth]] is not { } next)
            {
                break;
            }

            if (next is ConfigList list && Index(path[depth + 1], list) is { } index)
            {
                return Set(configuration, [.. path.Take(depth + 1)], With(list, index, [.. path.Skip(depth + 2)], value, location), location);
            }

            below = next as ConfigMap ?? throw location.Wrong(
                string.Join('.', path.Take(depth + 1)),
                $"is {next.Describe()} {NoKeys(next)}; give the whole value.");
        }

        var layer = path.Reverse().Skip(1).Aggregate(
            new ConfigMap([new ConfigEntry(path[^1], location, value)], location) { Implied = path.Count > 1 },
            (inner, key) => new ConfigMap([new ConfigEntry(key, location, inner)], location) { Implied = true });
        return ConfigMerge.Over(configuration, layer);
    }

    private static string NoKeys(ConfigNode node) => node is ConfigList list
        ? string.Create(CultureInfo.InvariantCulture, $"of {list.Items.Count}, whose items are numbered from 0")
        : "and has no keys to set";

    private static int? Index(string key, ConfigList list) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count ? index : null;

    private static ConfigList With(ConfigList list, int index, IReadOnlyList<string> path, ConfigNode value, SourceLocation location)
    {
        const string Item = "item";
        var map = new ConfigMap([new ConfigEntry(Item, list.Items[index].Location, list.Items[index])], list.Location);
        var changed = Set(map, [Item, .. path], value, location)[Item];
        return new([.. list.Items.Take(index), .. changed is null ? (ConfigNode[])[] : [changed], .. list.Items.Skip(index + 1)], list.Location);
    }
}
