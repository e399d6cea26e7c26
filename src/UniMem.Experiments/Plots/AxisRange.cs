namespace UniMem.Experiments.Plots;

/// <summary>The numbers that an axis shows, and where on it each stands.</summary>
/// <param name="Low">The smallest number.</param>
/// <param name="High">The largest number, above <paramref name="Low"/>.</param>
/// <param name="Scale">How numbers become lengths.</param>
public readonly record struct AxisRange(double Low, double High, AxisScale Scale)
{
    /// <summary>A range that holds the data and leaves a little room around them.</summary>
    /// <param name="axis">The axis; what it fixes is kept.</param>
    /// <param name="values">What must be seen.</param>
    /// <param name="wide">What would be good to see: the range grows by at most half of itself for it, on either side.</param>
    /// <param name="margin">Room on either side, as a part of the whole.</param>
    public static AxisRange Of(Axis axis, IEnumerable<double> values, IEnumerable<double> wide, double margin)
    {
        ArgumentNullException.ThrowIfNull(axis);
        var must = Shown(axis, values.Concat(axis.Rules));
        var (low, high) = must.Count == 0 ? (1, 2) : (must.Min(), must.Max());
        (low, high) = Widened(axis, low, high, Shown(axis, wide));
        (low, high) = (axis.Minimum ?? low, axis.Maximum ?? high);
        if (high <= low)
        {
            var half = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - half, low + half);
        }

        var (from, to) = (Length(axis.Scale, low), Length(axis.Scale, high));
        var pad = margin * (to - from);
        return new(axis.Minimum ?? Number(axis.Scale, from - pad), axis.Maximum ?? Number(axis.Scale, to + pad), axis.Scale);
    }

    /// <summary>Where a number stands between two places.</summary>
    public double Across(double value, double from, double to) =>
        from + ((to - from) * (Length(Scale, value) - Length(Scale, Low)) / (Length(Scale, High) - Length(Scale, Low)));

    private static (double Low, double High) Widened(Axis axis, double low, double high, List<double> wide)
    {
        if (wide.Count == 0)
        {
            return (low, high);
        }

        var (from, to) = (Length(axis.Scale, low), Length(axis.Scale, high));
        var most = to > from ? 0.5 * (to - from) : double.PositiveInfinity;
        return (
            Number(axis.Scale, Math.Max(from - most, Math.Min(from, Length(axis.Scale, wide.Min())))),
            Number(axis.Scale, Math.Min(to + most, Math.Max(to, Length(axis.Scale, wide.Max())))));
    }

    private static List<double> Shown(Axis axis, IEnumerable<double> values) =>
        [.. values.Where(v => double.IsFinite(v) && (axis.Scale == AxisScale.Linear || v > 0))];

    private static double Length(AxisScale scale, double number) => scale == AxisScale.Log ? Math.Log(number) : number;

    private static double Number(AxisScale scale, double length) => scale == AxisScale.Log ? Math.Exp(length) : length;
}
