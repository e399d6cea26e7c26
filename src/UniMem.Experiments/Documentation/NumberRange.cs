using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>The numbers that a setting takes.</summary>
/// <remarks>
/// An attribute says it, or else the setting's documentation in one of these forms: <c>at least 1</c>, <c>above 0</c>, <c>more than 0</c>,
/// <c>from 0 to 1</c>, <c>from 0 to less than 1</c>, <c>at least 0 and below 1</c>, each perhaps followed by <c>at most 64</c>.
/// </remarks>
/// <param name="Least">The lower end; null where there is none.</param>
/// <param name="LeastExcluded">Whether the lower end itself is out.</param>
/// <param name="Most">The upper end; null where there is none.</param>
/// <param name="MostExcluded">Whether the upper end itself is out.</param>
public sealed partial record NumberRange(double? Least, bool LeastExcluded, double? Most, bool MostExcluded)
{
    /// <summary>The range of a setting, or null when neither attribute nor documentation states one.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="summary">Its documentation.</param>
    public static NumberRange? Of(Setting setting, string summary)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.Rules.OfType<RangeAttribute>().FirstOrDefault() is { } range
            ? new(Number(range.Minimum), range.MinimumIsExclusive, IsOpen(range) ? null : Number(range.Maximum), range.MaximumIsExclusive)
            : Stated(summary);
    }

    /// <summary>In words, such as <c>at least 0 and below 1</c>.</summary>
    public override string ToString()
    {
        var least = Least is { } low ? $"{(LeastExcluded ? "above" : "at least")} {Shown(low)}" : "";
        var most = Most is { } high ? $"{(MostExcluded ? "below" : "at most")} {Shown(high)}" : "";
        return least.Length > 0 && most.Length > 0 ? $"{least} and {most}" : least + most;
    }

    private static NumberRange? Stated(string summary)
    {
        if (FromTo().Match(summary) is { Success: true } both)
        {
            return new(Number(both.Groups["a"].Value), false, Number(both.Groups["b"].Value), both.Groups["open"].Success);
        }

        var (low, high) = (Low().Match(summary), High().Match(summary));
        return low.Success || high.Success
            ? new(End(low), low.Groups["open"].Success, End(high), high.Groups["open"].Success)
            : null;
    }

    private static double? End(Match match) => match.Success ? Number(match.Groups["n"].Value) : null;

    private static bool IsOpen(RangeAttribute range) => range.Maximum is int.MaxValue or double.MaxValue or double.PositiveInfinity;

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Shown(double value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bfrom (?<a>-?\d+(,\d{3})*(\.\d+)?) to (?<open>less than )?(?<b>-?\d+(,\d{3})*(\.\d+)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex FromTo();

    [GeneratedRegex(@"\b(at least|(?<open>above|more than)) (?<n>-?\d+(,\d{3})*(\.\d+)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Low();

    [GeneratedRegex(@"\b(at most|(?<open>below|less than)) (?<n>-?\d+(,\d{3})*(\.\d+)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex High();
}
