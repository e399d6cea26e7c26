using System.Globalization;

namespace UniMem.Experiments.Plots;

/// <summary>Chooses the round numbers at which an axis is marked.</summary>
public static class NiceTicks
{
    private static readonly double[] Mantissas = [1, 2, 2.5, 5, 10];

    /// <summary>Round numbers within a range, about as many as wished.</summary>
    /// <param name="low">Start of the range.</param>
    /// <param name="high">End of the range, above <paramref name="low"/>.</param>
    /// <param name="scale">On a logarithmic axis over a decade or more, 1, 2 and 5 of each decade; below that, as on a linear one.</param>
    /// <param name="wished">How many there should be, at least 2.</param>
    public static IReadOnlyList<Tick> Between(double low, double high, AxisScale scale, int wished)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        ArgumentOutOfRangeException.ThrowIfLessThan(wished, 2);
        return scale == AxisScale.Log && high / low >= 10 ? Decades(low, high, wished) : Steps(low, high, wished);
    }

    private static List<Tick> Steps(double low, double high, int wished)
    {
        var step = StepOf((high - low) / wished);
        var ticks = new List<Tick>();
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        decimals += IsWhole(step * Math.Pow(10, decimals)) ? 0 : 1;
        var least = Math.Max(Math.Abs(low), Math.Abs(high)) >= 10_000 ? 1 : 10_000;
        for (var k = Math.Ceiling((low / step) - 1e-9); k * step <= high + (1e-9 * step); k++)
        {
            ticks.Add(new(k * step, Text(k * step, decimals, least)));
        }

        return ticks;
    }

    private static List<Tick> Decades(double low, double high, int wished)
    {
        var decades = Math.Log10(high / low);
        double[] mantissas = decades * 3 <= wished * 1.5 ? [1, 2, 5] : [1];
        var ticks = new List<Tick>();
        for (var power = (int)Math.Floor(Math.Log10(low)); power <= Math.Ceiling(Math.Log10(high)); power++)
        {
            ticks.AddRange(mantissas
                .Select(m => m * Math.Pow(10, power))
                .Where(at => at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9))
                .Select(at => new Tick(at, Text(at, Math.Max(0, -power)))));
        }

        return ticks;
    }

    private static double StepOf(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * Mantissas.MinBy(m => Math.Abs(Math.Log(m * power / rough)));
    }

    private static bool IsWhole(double value) => Math.Abs(value - Math.Round(value)) < 1e-6;

    private static string Text(double value, int decimals, double least = 10_000) => Math.Abs(value) >= least
        ? Thousands(value)
        : (value == 0 ? 0 : value).ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private static string Thousands(double value) => Math.Abs(value) >= 1e6
        ? (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M"
        : (value / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "k";
}
