using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>The records that a file is made of, by the path of their keys.</summary>
public static class Sections
{
    /// <summary>The record itself under an empty path, then those below it in the order of the settings; NAME stands for any name.</summary>
    /// <param name="record">The record of the whole file.</param>
    public static IReadOnlyList<(string Path, Type Record)> Of(Type record) => [.. Of("", record)];

    private static IEnumerable<(string Path, Type Record)> Of(string path, Type record) =>
        Setting.Of(record)
            .Select(setting => Below(path.Length == 0 ? setting.Key : $"{path}.{setting.Key}", setting.Type))
            .Where(below => IsSection(below.Type))
            .SelectMany(below => Of(below.Path, below.Type))
            .Prepend((path, record));

    private static (string Path, Type Type) Below(string path, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var items = bare.IsGenericType ? bare.GenericTypeArguments : [];
        return items.Length switch
        {
            1 => ($"{path}[]", items[0]),
            2 => ($"{path}.NAME", items[1]),
            _ => (path, bare),
        };
    }

    /// <summary>Whether a setting of this type is a section of its own: a record that is no component.</summary>
    public static bool IsSection(Type type) =>
        type.IsClass && !type.IsGenericType && type != typeof(string) && !typeof(ComponentConfig).IsAssignableFrom(type) && ValueFormat.Of(type) is null;
}
