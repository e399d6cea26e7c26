using System.Globalization;

namespace UniMem.Experiments.Tables;

/// <summary>Writes the numbers of a column alike, with no more digits than they are sure of.</summary>
/// <param name="decimals">Digits after the point.</param>
public sealed class Digits(int decimals)
{
    private const int Most = 6;
    private const int WithoutError = 4;
    private const int OfError = 2;
    private const double Nothing = 1e-9;

    private readonly string _format = "F" + decimals.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The digits of a column: the median half-width of its intervals shows two significant digits; where there are no intervals, the median
    /// value shows four.
    /// </summary>
    /// <param name="column">Each value with the half-width of its interval, NaN where there is none.</param>
    public static Digits Of(IEnumerable<(double Value, double HalfWidth)> column)
    {
        var cells = column.Where(cell => double.IsFinite(cell.Value)).ToList();
        var errors = cells.Select(cell => cell.HalfWidth).Where(error => double.IsFinite(error) && error > Nothing).ToList();
        return new(errors.Count > 0
            ? Decimals(Median(errors), OfError)
            : Decimals(Median([.. cells.Select(cell => Math.Abs(cell.Value)).Where(value => value > 0)]), WithoutError));
    }

    /// <summary>A value; empty where it is no number.</summary>
    /// <param name="value">The value.</param>
    /// <param name="signed">Whether a plus sign is written too.</param>
    public string Text(double value, bool signed = false)
    {
        if (!double.IsFinite(value))
        {
            return "";
        }

        var size = Math.Abs(value).ToString(_format, CultureInfo.InvariantCulture);
        var isZero = size.All(c => c is '0' or '.');
        return isZero ? size : value < 0 ? $"\u2212{size}" : signed ? $"+{size}" : size;
    }

    /// <summary>A value with the half-width of its interval where there is one: <c>6.90 &#177; 0.12</c>.</summary>
    public string Text(double value, double halfWidth, bool signed = false) =>
        double.IsFinite(halfWidth) && double.IsFinite(value) ? $"{Text(value, signed)} \u00b1 {Text(halfWidth)}" : Text(value, signed);

    /// <summary>A p-value: three decimals, or that it is less than the last of them.</summary>
    public static string P(double p) => double.IsNaN(p) ? ""
        : p < 0.001 ? "< 0.001"
        : p.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A size for people, of three digits: <c>1.20 M</c>.</summary>
    public static string Size(double value)
    {
        if (!double.IsFinite(value))
        {
            return "";
        }

        var (scaled, prefix) = Math.Abs(value) switch
        {
            >= 1e15 => (value / 1e15, " P"),
            >= 1e12 => (value / 1e12, " T"),
            >= 1e9 => (value / 1e9, " G"),
            >= 1e6 => (value / 1e6, " M"),
            >= 1e4 => (value / 1e3, " k"),
            _ => (value, ""),
        };
        var format = prefix.Length == 0 ? "N0" : Math.Abs(scaled) switch { >= 100 => "F0", >= 10 => "F1", _ => "F2" };
        return scaled.ToString(format, CultureInfo.InvariantCulture) + prefix;
    }

    private static int Decimals(double size, int significant) =>
        size == 0 ? WithoutError : Math.Clamp(significant - 1 - (int)Math.Floor(Math.Log10(size)), 0, Most);

    private static double Median(IReadOnlyCollection<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);
}
