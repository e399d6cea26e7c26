using System.Globalization;
using UniMem.Components;

namespace UniMem.Experiments.Yaml;

/// <summary>How values of one type stand in files.</summary>
/// <param name="Expected">What is expected, in words.</param>
/// <param name="Read">The value of a node, or null when the node is not of this form.</param>
/// <param name="Write">The node of a value.</param>
public sealed record ValueFormat(string Expected, Func<ConfigNode, object?> Read, Func<object, ConfigNode> Write)
{
    /// <summary>The key of a count that is given in segments.</summary>
    internal const string Segments = "segments";

    private static readonly SourceLocation Resolved = new("resolved");

    private static readonly Dictionary<Type, ValueFormat> Known = new()
    {
        [typeof(string)] = new("text", node => node is ConfigScalar { IsNull: false } scalar ? scalar.Text : null, Text),
        [typeof(bool)] = new("true or false", Truth, value => Bare((bool)value ? "true" : "false")),
        [typeof(int)] = new("a whole number", node => Whole(node) is { } n and >= int.MinValue and <= int.MaxValue ? (int)n : null, Number),
        [typeof(long)] = new("a whole number", node => Whole(node), Number),
        [typeof(double)] = new("a number", node => Real(node), WriteReal),
        [typeof(SlotCount)] = new("a number of slots, such as 512 or {segments: 20}", Slots, WriteSlots),
        [typeof(LayerSelection)] = new("layers, such as all, upper_half, output, 2..5 or [1, 3]", Layers, WriteLayers),
    };

    /// <summary>The format of a type, or null when values of the type are lists, maps or records.</summary>
    public static ValueFormat? Of(Type type) => type.IsEnum ? OfEnum(type) : Known.GetValueOrDefault(type);

    /// <summary>A scalar without quotation marks.</summary>
    public static ConfigScalar Bare(string text) => new(text, quoted: false, Resolved);

    /// <summary>Text, in quotation marks where it would look like something else.</summary>
    public static ConfigScalar Text(object value)
    {
        var text = (string)value;
        var bare = Bare(text);
        var ambiguous = bare.IsNull || Real(bare) is not null || text is "true" or "false";
        return ambiguous ? new ConfigScalar(text, quoted: true, Resolved) : bare;
    }

    private static ValueFormat OfEnum(Type type)
    {
        var names = Enum.GetNames(type).ToDictionary(SnakeCase.Of, name => Enum.Parse(type, name));
        return new ValueFormat(
            $"one of {string.Join(", ", names.Keys)}",
            node => Plain(node) is { } text ? names.GetValueOrDefault(text) : null,
            value => Bare(names.First(pair => pair.Value.Equals(value)).Key));
    }

    private static string? Plain(ConfigNode node) => node is ConfigScalar { Quoted: false } scalar ? scalar.Text : null;

    private static object? Truth(ConfigNode node) => Plain(node) switch { "true" => true, "false" => false, _ => null };

    private static long? Whole(ConfigNode node) =>
        long.TryParse(Plain(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Real(ConfigNode node) =>
        double.TryParse(Plain(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private static ConfigNode Number(object value) => Bare(string.Create(CultureInfo.InvariantCulture, $"{value}"));

    // Other programs take an exponent for a number's only where there is a point before it.
    private static ConfigNode WriteReal(object value)
    {
        var text = ((double)value).ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return Bare(text.Contains('e') && !text.Contains('.') ? text.Replace("e", ".0e", StringComparison.Ordinal) : text);
    }

    private static object? Slots(ConfigNode node) => node switch
    {
        ConfigMap { Entries: [{ Key: Segments } only] } when Whole(only.Value) is { } count and >= 0 => SlotCount.Segments(count),
        _ => Whole(node) is { } slots and >= 0 ? new SlotCount(slots) : null,
    };

    private static ConfigNode WriteSlots(object value) => value is SlotCount { InSegments: true } count
        ? new ConfigMap([new ConfigEntry(Segments, Resolved, Number(count.Value))], Resolved)
        : Number(((SlotCount)value).Value);

    private static object? Layers(ConfigNode node) => node switch
    {
        ConfigList { Items.Count: > 0 } list when list.Items.All(item => Plain(item) is { Length: > 0 }) =>
            new LayerSelection(string.Join(",", list.Items.Select(Plain))),
        ConfigScalar { IsNull: false, Quoted: false } scalar => new LayerSelection(scalar.Text),
        _ => null,
    };

    private static ConfigNode WriteLayers(object value)
    {
        var parts = ((LayerSelection)value).Text.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 1 ? Bare(parts[0]) : new ConfigList([.. parts.Select(Bare)], Resolved);
    }
}
