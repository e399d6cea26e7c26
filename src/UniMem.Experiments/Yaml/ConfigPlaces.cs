namespace UniMem.Experiments.Yaml;

/// <summary>Finds where settings were written.</summary>
public static class ConfigPlaces
{
    /// <summary>The place of the value at a key path, or of the innermost map or list above it that was written.</summary>
    /// <param name="written">The configuration.</param>
    /// <param name="path">Such as <c>model.memories.recent.manage.capacity</c> or <c>training.stages[1].steps</c>.</param>
    public static SourceLocation Of(ConfigMap written, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ConfigNode node = written;
        foreach (var key in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Child(node, key) is not { } child)
            {
                break;
            }

            node = child;
        }

        return node.Location;
    }

    private static ConfigNode? Child(ConfigNode node, string key) => node switch
    {
        ConfigMap map => map[key],
        ConfigList list when key.StartsWith('[') && int.TryParse(key.Trim('[', ']'), out var index) => list.Items.ElementAtOrDefault(index),
        _ => null,
    };
}
