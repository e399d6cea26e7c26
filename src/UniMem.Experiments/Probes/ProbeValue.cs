using System.Globalization;
using UniMem.Components;

namespace UniMem.Experiments.Probes;

/// <summary>A number that a probe sets: as such, or as a multiple of what the run was trained with.</summary>
/// <param name="Number">The number, at least 0.</param>
/// <param name="IsFactor">True for a multiple.</param>
public readonly record struct ProbeValue(double Number, bool IsFactor)
{
    /// <summary>Reads <c>0,32,64</c> or <c>0.5x,2x</c>.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="text">What was written.</param>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    public static IReadOnlyList<ProbeValue> ParseList(string option, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(',').Select(item => Parse(option, item.Trim()))];
    }

    /// <summary>The number where the run has another one.</summary>
    /// <param name="trained">What the run was trained with.</param>
    public long Of(long trained) => IsFactor ? Math.Max(Number == 0 ? 0 : 1, checked((long)Math.Round(Number * trained))) : (long)Number;

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (IsFactor ? "x" : "");

    private static ProbeValue Parse(string option, string text)
    {
        var isFactor = text.EndsWith('x');
        var number = isFactor ? text[..^1] : text;
        var style = isFactor ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        return double.TryParse(number, style, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue
            ? new(value, isFactor)
            : throw new ConfigurationException(option, $"'{text}' is no number; write numbers such as 0,32,64, or multiples of what the run was trained with such as 0.5x,2x.");
    }
}
