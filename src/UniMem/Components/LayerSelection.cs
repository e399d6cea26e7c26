using System.Globalization;

namespace UniMem.Components;

/// <summary>Which layers a memory serves, independent of how many the backbone has.</summary>
/// <param name="Text">
/// One of <c>all</c>, <c>none</c>, <c>upper_half</c>, <c>lower_half</c>, <c>first</c>, <c>last</c>, <c>output</c>, a layer number from 0, a range
/// <c>2..5</c> (both ends included), a fraction of the depth <c>0.75</c>, a part of the depth <c>0.5..0.75</c> (without the layer at its end, so
/// that parts that meet share none; empty in a shallow backbone), or several of these separated by commas.
/// </param>
public readonly record struct LayerSelection(string Text)
{
    /// <summary>Every layer.</summary>
    public static LayerSelection All => new("all");

    /// <summary>No layer.</summary>
    public static LayerSelection None => new("none");

    /// <summary>True when the memory enters at the input and is written after the final norm.</summary>
    public bool IsOutput => Text == "output";

    /// <summary>The layer numbers selected, ascending.</summary>
    /// <param name="layers">Layers of the backbone.</param>
    /// <exception cref="ArgumentException">The text is none of the forms, or names a layer that the backbone lacks.</exception>
    public IReadOnlyList<int> Of(int layers)
    {
        var chosen = new SortedSet<int>();
        foreach (var part in Text.Split(',', StringSplitOptions.TrimEntries))
        {
            chosen.UnionWith(Part(part, layers));
        }

        return [.. chosen];
    }

    /// <summary>As configuration files write it.</summary>
    public override string ToString() => Text;

    private static IEnumerable<int> Part(string part, int layers) => part switch
    {
        "all" => Enumerable.Range(0, layers),
        "none" => [],
        "upper_half" => Enumerable.Range(layers / 2, layers - (layers / 2)),
        "lower_half" => Enumerable.Range(0, layers / 2),
        "first" => [0],
        "last" => [layers - 1],
        _ when part.Contains("..", StringComparison.Ordinal) => Range(part, layers),
        _ when part.Contains('.', StringComparison.Ordinal) => [Fraction(part, layers)],
        _ => [Number(part, part, layers)],
    };

    private static IEnumerable<int> Range(string part, int layers)
    {
        var ends = part.Split("..");
        if (ends.Length == 2 && ends.All(end => end.Contains('.', StringComparison.Ordinal)))
        {
            var (start, stop) = (Border(ends[0], part, layers), Border(ends[1], part, layers));
            return start <= stop ? Enumerable.Range(start, stop - start) : throw Unknown(part, layers);
        }

        var (from, to) = (Number(ends[0], part, layers), Number(ends[^1], part, layers));
        return ends.Length == 2 && from <= to ? Enumerable.Range(from, to - from + 1) : throw Unknown(part, layers);
    }

    private static int Fraction(string part, int layers) => Math.Min(layers - 1, Border(part, part, layers));

    private static int Border(string text, string part, int layers) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is >= 0 and <= 1
            ? (int)Math.Round(fraction * layers)
            : throw Unknown(part, layers);

    private static int Number(string text, string part, int layers) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var layer) && layer < layers ? layer : throw Unknown(part, layers);

    private static ArgumentException Unknown(string part, int layers) => new(
        $"'{part}' names no layer of a backbone of {layers}; write all, none, upper_half, lower_half, first, last, output, a number from 0 to "
        + $"{layers - 1}, a range such as 0..{layers - 1}, a fraction such as 0.75, a part of the depth such as 0.5..0.75, or a list of these.");
}
