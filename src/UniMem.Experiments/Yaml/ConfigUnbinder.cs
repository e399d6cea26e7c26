using System.Collections;
using UniMem.Components;

namespace UniMem.Experiments.Yaml;

/// <summary>Makes nodes of configuration records: every setting with its value, in the order of declaration.</summary>
/// <param name="showPath">What is written for the path of a file or folder.</param>
public sealed class ConfigUnbinder(Func<string, string> showPath)
{
    private static readonly SourceLocation Resolved = new("resolved");

    /// <summary>Writes paths as they are.</summary>
    public ConfigUnbinder()
        : this(path => path)
    {
    }

    /// <summary>The map of a record; a component's <c>type</c> comes first.</summary>
    public ConfigMap Map(object record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var entries = Setting.Of(record.GetType()).Where(setting => !setting.IsUnwritten || setting.Get(record) is not null).Select(setting => new ConfigEntry(setting.Key, Resolved, Value(setting, record)));
        return new ConfigMap(
            record is ComponentConfig component
                ? [new ConfigEntry("type", Resolved, ValueFormat.Text(component.Type)), .. entries]
                : [.. entries],
            Resolved);
    }

    /// <summary>The node of a value: a record, list, map or single value.</summary>
    public ConfigNode Node(object? value) => value switch
    {
        null => ValueFormat.Bare("null"),
        _ when ValueFormat.Of(value.GetType()) is { } format => format.Write(value),
        _ when Named(value) is { } named => named,
        IEnumerable items => new ConfigList([.. items.Cast<object?>().Select(Node)], Resolved),
        _ => Map(value),
    };

    private ConfigNode Value(Setting setting, object record) => (setting.IsPath, setting.Get(record)) switch
    {
        (true, string path) => ValueFormat.Text(showPath(path)),
        (true, IEnumerable<string> paths) => new ConfigList([.. paths.Select(path => ValueFormat.Text(showPath(path)))], Resolved),
        (_, var value) => Node(value),
    };

    private ConfigMap? Named(object value)
    {
        var type = value.GetType().GetInterfaces().FirstOrDefault(t =>
            t.IsGenericType
            && t.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            && t.GenericTypeArguments[0] == typeof(string));
        if (type is null)
        {
            return null;
        }

        var keys = ((IEnumerable)type.GetProperty("Keys")!.GetValue(value)!).Cast<string>();
        var item = type.GetProperty("Item")!;
        return new ConfigMap([.. keys.Select(key => new ConfigEntry(key, Resolved, Node(item.GetValue(value, [key]))))], Resolved);
    }
}
