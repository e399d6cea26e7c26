using System.Collections;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>One setting as it is listed for readers.</summary>
/// <param name="Key">Its key in files.</param>
/// <param name="Form">What may be written, in words.</param>
/// <param name="Default">Its default as YAML; null when it must be given.</param>
/// <param name="Summary">What it means.</param>
public sealed record ListedSetting(string Key, string Form, string? Default, string Summary);

/// <summary>One component as it is listed for readers.</summary>
/// <param name="Kind">Its kind, such as <c>position policy</c>.</param>
/// <param name="Name">Its name after <c>type:</c>.</param>
/// <param name="Assembly">Where it comes from.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Settings">What can be set.</param>
public sealed record ListedComponent(string Kind, string Name, string Assembly, string Summary, IReadOnlyList<ListedSetting> Settings);

/// <summary>Lists components with their settings, from the records and their documentation comments.</summary>
/// <param name="registry">The components.</param>
public sealed class ComponentCatalog(ComponentRegistry registry)
{
    private readonly XmlDocumentation _documentation = new();

    /// <summary>The kinds in alphabetical order, each with its summary.</summary>
    public IReadOnlyList<(string Kind, string Summary)> Kinds =>
        [.. registry.Kinds.Select(kind => (SnakeCase.Kind(kind), _documentation.Summary(kind)))];

    /// <summary>The components by kind and name.</summary>
    public IReadOnlyList<ListedComponent> Components =>
    [
        .. from kind in registry.Kinds
           from name in registry.NamesOf(kind)
           let config = registry.Find(kind, name)!
           let origin = config.Assembly.GetName().Name!
           select new ListedComponent(SnakeCase.Kind(kind), name, origin, _documentation.Summary(config), Settings(config)),
    ];

    /// <summary>The settings of a configuration record.</summary>
    public IReadOnlyList<ListedSetting> Settings(Type record)
    {
        var defaults = Activator.CreateInstance(record)!;
        return [.. Setting.Of(record).Select(Listed)];

        ListedSetting Listed(Setting setting) =>
            new(setting.Key, Form(setting), Default(setting, defaults), _documentation.Summary(setting.Property));
    }

    private static string? Default(Setting setting, object defaults) =>
        setting.Required ? null : YamlWriter.OneLine(new ConfigUnbinder().Node(setting.Get(defaults)));

    private static string Form(Setting setting)
    {
        var rules = string.Concat(setting.Rules.Select(rule => $", {Setting.Describe(rule)}"));
        return Form(setting.Type) + rules;
    }

    private static string Form(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (ValueFormat.Of(bare) is { } format)
        {
            return format.Expected;
        }

        if (typeof(IEnumerable).IsAssignableFrom(bare))
        {
            var item = Form(bare.GenericTypeArguments[^1]);
            return bare.GenericTypeArguments.Length == 1 ? $"list of {item}" : $"map by name of {item}";
        }

        return typeof(ComponentConfig).IsAssignableFrom(bare) ? SnakeCase.Kind(ComponentRegistry.KindOf(bare)) : SnakeCase.Kind(bare);
    }
}
