using System.Collections;
using System.ComponentModel.DataAnnotations;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>Lists components with their settings, from the records and their documentation comments.</summary>
/// <param name="registry">The components.</param>
/// <param name="documentation">What the records' comments say; plain text when not given.</param>
public sealed class ComponentCatalog(ComponentRegistry registry, XmlDocumentation? documentation = null)
{
    private readonly XmlDocumentation _documentation = documentation ?? new();

    /// <summary>The kinds in alphabetical order, each with its summary.</summary>
    public IReadOnlyList<(string Kind, string Summary)> Kinds =>
        [.. registry.Kinds.Select(kind => (SnakeCase.Kind(kind), _documentation.Summary(kind)))];

    /// <summary>The components by kind and name.</summary>
    public IReadOnlyList<ListedComponent> Components =>
        [.. from kind in registry.Kinds from name in registry.NamesOf(kind) select Component(registry.Find(kind, name)!)];

    /// <summary>One component.</summary>
    /// <param name="config">Its record.</param>
    public ListedComponent Component(Type config) => new(
        SnakeCase.Kind(ComponentRegistry.KindOf(config)),
        ComponentAttribute.NameOf(config),
        config.Assembly.GetName().Name!,
        _documentation.Summary(config),
        _documentation.Remarks(config),
        Settings(config));

    /// <summary>The settings of a configuration record.</summary>
    public IReadOnlyList<ListedSetting> Settings(Type record)
    {
        var defaults = Activator.CreateInstance(record)!;
        return [.. Setting.Of(record).Select(Listed)];

        ListedSetting Listed(Setting setting)
        {
            var summary = _documentation.Summary(setting.Property);
            var range = IsNumber(setting.Type) ? NumberRange.Of(setting, summary) : null;
            return new(setting.Key, Form(setting), Default(setting, defaults), range, summary);
        }
    }

    /// <summary>Whether a setting of this type holds a number, or counts slots.</summary>
    public static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var bare
        && (bare == typeof(int) || bare == typeof(long) || bare == typeof(double) || bare == typeof(SlotCount));

    private static string? Default(Setting setting, object defaults) =>
        setting.Required ? null
        : Sections.IsSection(setting.Type) && setting.Get(defaults) is not null ? "{}"
        : setting.Get(defaults) is "" ? "\"\""
        : YamlWriter.OneLine(new ConfigUnbinder().Node(setting.Get(defaults)));

    private static string Form(Setting setting)
    {
        var rules = setting.Rules.Where(rule => rule is not RangeAttribute);
        return Form(setting.Type) + string.Concat(rules.Select(rule => $", {Setting.Describe(rule)}"));
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
