using System.Collections;
using System.Reflection;
using UniMem.Components;

namespace UniMem.Experiments.Yaml;

/// <summary>Makes configuration records of nodes, strictly: what it does not know is an error.</summary>
/// <param name="registry">The components that <c>type:</c> may name.</param>
public sealed class ConfigBinder(ComponentRegistry registry)
{
    /// <summary>The record that a node describes.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="path">The key path of the node; empty for a whole file.</param>
    /// <exception cref="ConfigurationException">A key is unknown or missing, or a value is not of the setting's type or range.</exception>
    public T Bind<T>(ConfigNode node, string path = "")
        where T : notnull => (T)Value(typeof(T), node, path, fallback: null);

    private object Value(Type type, ConfigNode node, string path, object? fallback)
    {
        if (ValueFormat.Of(type) is { } format)
        {
            return format.Read(node) ?? throw Misspelt(type, node, path) ?? node.Location.Wrong(path, Unfit(type, format, node));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return List(type.GenericTypeArguments[0], node, path);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return Dictionary(type.GenericTypeArguments[1], node, path);
        }

        return typeof(ComponentConfig).IsAssignableFrom(type) ? Component(type, node, path, fallback) : Record(type, node, path, fallback);
    }

    private Array List(Type type, ConfigNode node, string path)
    {
        var items = (node as ConfigList ?? throw node.Location.Wrong(path, $"expected a list; got {node.Describe()}.")).Items;
        var list = Array.CreateInstance(type, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            list.SetValue(Value(type, items[i], $"{path}[{i}]", fallback: null), i);
        }

        return list;
    }

    private object Dictionary(Type type, ConfigNode node, string path)
    {
        var map = Map(node, path, "names as keys");
        var add = (INamed)Activator.CreateInstance(typeof(Named<>).MakeGenericType(type))!;
        foreach (var entry in map.Entries)
        {
            if (type != typeof(string) && (!entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || entry.Key.Length == 0))
            {
                throw entry.Location.Wrong(path, $"'{entry.Key}' is no name; use letters, digits, '_' and '-'.");
            }

            if (IsEmpty(entry))
            {
                throw entry.Location.Wrong(
                    Join(path, entry.Key),
                    $"there is nothing of this name to change{NearestName.Hint(entry.Key, Written(map))}");
            }

            add.Add(entry.Key, Value(type, entry.Value, Join(path, entry.Key), fallback: null));
        }

        return add;
    }

    private object Component(Type type, ConfigNode node, string path, object? fallback)
    {
        var kind = ComponentRegistry.KindOf(type);
        var known = registry.NamesOf(kind);
        var map = Map(node, path, $"'type: NAME' for the {SnakeCase.Kind(kind)}");
        if (map.Find("type") is not { } written)
        {
            return fallback is null
                ? throw map.Location.Wrong(
                    path,
                    $"'type' is missing; it names the {SnakeCase.Kind(kind)}. Known: {string.Join(", ", known)}.")
                : Record(fallback.GetType(), map, path, fallback);
        }

        var name = written.Value is ConfigScalar { IsNull: false } scalar
            ? scalar.Text
            : throw written.Value.Location.Wrong(Join(path, "type"), $"expected a name; got {written.Value.Describe()}.");
        var found = registry.Find(kind, name)
            ?? throw written.Value.Location.Wrong(
                Join(path, "type"),
                $"no {SnakeCase.Kind(kind)} is called '{name}'{NearestName.Hint(name, known)}");
        return type.IsAssignableFrom(found)
            ? Record(found, map.Without("type"), path, fallback?.GetType() == found ? fallback : null)
            : throw written.Value.Location.Wrong(Join(path, "type"), $"'{name}' does not serve here; this place takes a {type.Name}.");
    }

    private object Record(Type type, ConfigNode node, string path, object? fallback)
    {
        var settings = Setting.Of(type);
        var map = Map(node, path, $"the keys {string.Join(", ", settings.Select(s => s.Key))}");
        foreach (var entry in map.Entries.Where(entry => settings.All(s => s.Key != entry.Key)))
        {
            throw entry.Location.Wrong(Join(path, entry.Key), settings.Count == 0
                ? $"unknown key; '{ComponentAttribute.NameOf(type)}' has no settings."
                : entry.Key.Split('.') is [var first, .. { Length: > 0 } rest] && settings.Any(s => s.Key == first)
                ? $"unknown key; dots are for the command line: in a file, write {first}: {string.Concat(rest.Select(key => $"{{{key}: "))}...{new string('}', rest.Length)}."
                : $"unknown key{NearestName.Hint(entry.Key, [.. settings.Select(s => s.Key)])}");
        }

        var record = fallback is null ? Activator.CreateInstance(type)! : Copy(fallback);
        foreach (var setting in settings)
        {
            if (map[setting.Key] is { } value)
            {
                Set(setting, record, value, Join(path, setting.Key));
            }
            else if (setting.Required && fallback is null)
            {
                throw map.Location.Wrong(Join(path, setting.Key), $"missing; it has no default. Expected {Expected(setting.Type)}.");
            }
        }

        return record;
    }

    private void Set(Setting setting, object record, ConfigNode node, string path)
    {
        if (node is ConfigScalar { IsNull: true })
        {
            setting.Set(record, setting.AllowsNull
                ? null
                : throw node.Location.Wrong(path, $"null removes nothing here. Expected {Expected(setting.Type)}."));
            return;
        }

        var value = Value(Nullable.GetUnderlyingType(setting.Type) ?? setting.Type, node, path, setting.Get(record));
        if (setting.Complaint(value) is { } complaint)
        {
            throw node.Location.Wrong(path, complaint);
        }

        try
        {
            setting.Set(record, setting.IsPath ? FullPaths(node) : value);
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException refused)
        {
            throw node.Location.Wrong(path, refused.Message, refused);
        }
    }

    private string Expected(Type type) => typeof(ComponentConfig).IsAssignableFrom(type)
        ? $"'type: NAME' with one of {string.Join(", ", registry.NamesOf(ComponentRegistry.KindOf(type)))}"
        : ValueFormat.Of(Nullable.GetUnderlyingType(type) ?? type)?.Expected
            ?? (typeof(IEnumerable).IsAssignableFrom(type) ? "a list or map" : "a map");

    private static ConfigurationException? Misspelt(Type type, ConfigNode node, string path) =>
        type == typeof(SlotCount) && node is ConfigMap map && map.Entries.FirstOrDefault(entry => entry.Key != ValueFormat.Segments) is { } unknown
            ? unknown.Location.Wrong(Join(path, unknown.Key), $"unknown key{NearestName.Hint(unknown.Key, [ValueFormat.Segments])}")
            : null;

    private static string Unfit(Type type, ValueFormat format, ConfigNode node) =>
        type.IsEnum && node is ConfigScalar { IsNull: false } scalar
            ? $"'{scalar.Text}' is unknown{NearestName.Hint(scalar.Text, [.. Enum.GetNames(type).Select(SnakeCase.Of)])}"
            : $"expected {format.Expected}; got {node.Describe()}.";

    private static ConfigMap Map(ConfigNode node, string path, string expected) =>
        node as ConfigMap ?? throw node.Location.Wrong(path, $"expected a map with {expected}; got {node.Describe()}.");

    private static string[] Written(ConfigMap map) =>
        [.. map.Entries.Where(entry => !IsEmpty(entry)).Select(entry => entry.Key)];

    private static bool IsEmpty(ConfigEntry entry) => entry.Value is ConfigScalar { IsNull: true } or ConfigMap { Implied: true };

    private static object Copy(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static object FullPaths(ConfigNode node) => node is ConfigList list
        ? list.Items.Cast<ConfigScalar>().Select(FullPath).ToArray()
        : FullPath((ConfigScalar)node);

    private static string FullPath(ConfigScalar path) => Path.GetFullPath(path.Text, path.Location.Folder);

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private interface INamed
    {
        void Add(string key, object value);
    }

    private sealed class Named<T> : OrderedDictionary<string, T>, INamed
    {
        void INamed.Add(string key, object value) => Add(key, (T)value);
    }
}
