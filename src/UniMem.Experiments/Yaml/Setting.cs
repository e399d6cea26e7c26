using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using UniMem.Components;

namespace UniMem.Experiments.Yaml;

/// <summary>One property of a configuration record, as configuration files see it.</summary>
public sealed class Setting
{
    private static readonly NullabilityInfoContext Nullability = new();
    private readonly PropertyInfo _property;

    private Setting(PropertyInfo property)
    {
        _property = property;
        Key = SnakeCase.Of(property.Name);
        Required = property.IsDefined(typeof(RequiredMemberAttribute));
        IsPath = property.IsDefined(typeof(FilePathAttribute));
        IsUnwritten = property.IsDefined(typeof(UnwrittenAttribute));
        Rules = [.. property.GetCustomAttributes<ValidationAttribute>()];
        lock (Nullability)
        {
            AllowsNull = Nullability.Create(property).WriteState == NullabilityState.Nullable;
        }
    }

    /// <summary>The key in files: the property's name in snake case.</summary>
    public string Key { get; }

    /// <summary>True when no default is honest.</summary>
    public bool Required { get; }

    /// <summary>True when <c>null</c> is a value.</summary>
    public bool AllowsNull { get; }

    /// <summary>True for paths of files and folders.</summary>
    public bool IsPath { get; }

    /// <summary>True for settings that are left out of resolved configurations while they are null.</summary>
    public bool IsUnwritten { get; }

    /// <summary>Ranges and patterns that the value must satisfy.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; }

    /// <summary>The property.</summary>
    public PropertyInfo Property => _property;

    /// <summary>The property's type.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>The settings of a record in the order of declaration, those of its base first.</summary>
    public static IReadOnlyList<Setting> Of(Type record) =>
    [
        .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.DeclaringType != typeof(ComponentConfig))
            .OrderBy(property => Depth(property.DeclaringType!))
            .ThenBy(property => property.MetadataToken)
            .Select(property => new Setting(property)),
    ];

    /// <summary>The value that a record holds.</summary>
    public object? Get(object record) => _property.GetValue(record);

    /// <summary>Sets the value, also where the property says <c>init</c>.</summary>
    public void Set(object record, object? value) => _property.SetValue(record, value);

    /// <summary>What is wrong with a value that has the right type, or null.</summary>
    public string? Complaint(object value) => Rules
        .Where(rule => rule is RangeAttribute range ? !Within(range, value) : !rule.IsValid(value))
        .Select(rule => rule is AllowedValuesAttribute allowed
            ? $"'{value}' is unknown{NearestName.Hint($"{value}", [.. allowed.Values.Select(known => $"{known}")])}"
            : $"{string.Create(CultureInfo.InvariantCulture, $"{value}")} is out of range; expected {Describe(rule)}.")
        .FirstOrDefault();

    /// <summary>A rule in words, such as <c>at least 1</c>.</summary>
    public static string Describe(ValidationAttribute rule) => rule switch
    {
        RangeAttribute { MinimumIsExclusive: true } range when IsOpen(range) => Say($"more than {range.Minimum}"),
        RangeAttribute range when IsOpen(range) => Say($"at least {range.Minimum}"),
        RangeAttribute range => Say($"{range.Minimum} to {range.Maximum}{(range.MaximumIsExclusive ? " (excluded)" : "")}"),
        AllowedValuesAttribute allowed => $"one of {string.Join(", ", allowed.Values)}",
        _ => rule.ErrorMessage ?? rule.GetType().Name,
    };

    private static string Say(FormattableString text) => FormattableString.Invariant(text);

    private static bool IsOpen(RangeAttribute range) => range.Maximum is int.MaxValue or double.MaxValue or double.PositiveInfinity;

    private static bool Within(RangeAttribute range, object value)
    {
        var (number, low, high) = (Number(value), Number(range.Minimum), Number(range.Maximum));
        var aboveLow = range.MinimumIsExclusive ? number > low : number >= low;
        var belowHigh = range.MaximumIsExclusive ? number < high : number <= high;
        return aboveLow && (belowHigh || IsOpen(range));
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static int Depth(Type type) => type.BaseType is { } parent ? Depth(parent) + 1 : 0;
}
