using System.Globalization;
using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>An axis of a sweep as figures see it.</summary>
/// <param name="Path">Its path, such as <c>model.memories.recent.manage.capacity</c>.</param>
/// <param name="Values">The values that runs have, in the order of the sweep.</param>
public sealed record VariedAxis(string Path, IReadOnlyList<string> Values)
{
    private const int MostTicks = 9;

    /// <summary>What the sweep's file calls the axis; empty where it says nothing.</summary>
    public string Label { get; init; } = "";

    /// <summary>What the axis is called beside one of its values: <c>capacity</c>.</summary>
    public string ShortName => Label.Length > 0 ? Label : Path.Split('.')[^1].Replace('_', ' ');

    /// <summary>What the axis is called: the last part of its path, and the memory that it belongs to.</summary>
    public string Name
    {
        get
        {
            if (Label.Length > 0)
            {
                return Label;
            }

            var keys = Path.Split('.');
            var last = keys[^1].Replace('_', ' ');
            var memory = Array.IndexOf(keys, "memories");
            return memory >= 0 && memory + 2 < keys.Length ? $"{last} of memory '{keys[memory + 1]}'" : last;
        }
    }

    /// <summary>The unit that all values share, such as <c>segments</c> of <c>{segments: 8}</c>; empty for none.</summary>
    public string Unit => Values.Select(UnitOf).Distinct().ToList() is [var unit] ? unit : "";

    /// <summary>The values as numbers; null where one of them is none, or their units differ.</summary>
    public IReadOnlyDictionary<string, double>? Numbers
    {
        get
        {
            var numbers = Values.Distinct().ToDictionary(v => v, NumberOf);
            return numbers.Values.All(n => n is not null) && Values.Select(UnitOf).Distinct().Count() == 1
                ? numbers.ToDictionary(n => n.Key, n => n.Value!.Value)
                : null;
        }
    }

    /// <summary>A value for people: <c>8 segments</c>, <c>1 segment</c>.</summary>
    public static string Shown(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var unit = UnitOf(value);
        return unit.Length > 0 && CountOf(value) is var count ? $"{count} {(count == "1" && unit.EndsWith('s') ? unit[..^1] : unit)}" : value;
    }

    /// <summary>The axis under a figure.</summary>
    /// <param name="label">Its label; empty for the name and the unit.</param>
    /// <param name="scale">Its scale; null lets the values decide.</param>
    /// <param name="shown">What a value is called where the axis has no numbers.</param>
    public Axis ToAxis(string label, AxisScale? scale, Func<string, string> shown)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(shown);
        var named = label.Length > 0 ? label : Unit.Length > 0 ? $"{Capital(Name)}, in {Unit}" : Capital(Name);
        if (Numbers is not { } numbers)
        {
            return new()
            {
                Label = named,
                Ticks = [.. Values.Select((value, i) => new Tick(i, shown(value)))],
                Minimum = -0.5,
                Maximum = Values.Count - 0.5,
            };
        }

        var places = numbers.Values.Order().ToList();
        var chosen = scale ?? (AreGeometric(places) ? AxisScale.Log : AxisScale.Linear);
        return new()
        {
            Label = chosen == AxisScale.Log ? $"{named} (log scale)" : named,
            Scale = chosen,
            Ticks = places.Count <= MostTicks && (chosen == AxisScale.Log || places.Count <= 4) ? [.. places.Select(at => new Tick(at, Text(at)))] : null,
        };
    }

    /// <summary>Where a value stands on the axis.</summary>
    public double Place(string value) => Numbers is { } numbers ? numbers[value] : Values.Index().First(v => v.Item == value).Index;

    /// <summary>True where ratios of neighbours are more alike than differences.</summary>
    private static bool AreGeometric(List<double> places)
    {
        if (places.Count < 3 || places[0] <= 0)
        {
            return false;
        }

        var steps = places.Zip(places.Skip(1)).ToList();
        return Spread([.. steps.Select(s => Math.Log(s.Second / s.First))]) < Spread([.. steps.Select(s => s.Second - s.First)]);
    }

    private static double Spread(IReadOnlyList<double> values) => (values.Max() - values.Min()) / values.Average();

    private static string UnitOf(string value) =>
        value.StartsWith('{') && value.EndsWith('}') && value.Count(c => c == ':') == 1 && !value.Contains(',', StringComparison.Ordinal)
            ? value[1..value.IndexOf(':', StringComparison.Ordinal)].Trim()
            : "";

    private static string CountOf(string value) => value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ', '}');

    private static double? NumberOf(string value)
    {
        var text = UnitOf(value).Length > 0 ? CountOf(value) : value;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    // A letter that stands for a number, such as the k of top-k, is written as papers write it.
    private static string Capital(string text) => text.Length == 1 || text[1] == ' ' ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
