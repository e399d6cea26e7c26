namespace UniMem.Experiments.Plots;

/// <summary>Where the parts of a figure stand: ranges, margins and the names at the curves' ends.</summary>
public sealed class FigureLayout
{
    private const double CharacterWidth = 7.6;
    private const double LabelCharacterWidth = 8;
    private const double LabelHeight = 17;

    private readonly Figure _figure;

    /// <param name="figure">A figure with at least one point.</param>
    public FigureLayout(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        _figure = figure;
        var points = figure.Series.SelectMany(s => s.Points).ToList();
        if (points.Count == 0)
        {
            throw new FigureException($"the figure '{figure.Title}' has no points.");
        }

        X = Range(figure.X, points.Select(p => p.X), margin: 0.02);
        var inside = points.SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y }).Concat(figure.Rules);
        Y = Range(figure.Y, inside, margin: 0.06);
        XTicks = figure.X.Ticks ?? NiceTicks.Between(X.Low, X.High, figure.X.Scale, 8);
        YTicks = figure.Y.Ticks ?? NiceTicks.Between(Y.Low, Y.High, figure.Y.Scale, 6);
        Left = 24 + (CharacterWidth * YTicks.Select(t => t.Label.Length).DefaultIfEmpty(4).Max());
        Right = figure.Width - 30 - (LabelCharacterWidth * figure.Series.Max(s => s.Name.Length));
        Top = figure.Height - (figure.Subtitle.Length > 0 ? 92 : 74);
        Bottom = figure.Caption.Length > 0 ? 78 : 56;
        Labels = PlaceLabels();
    }

    /// <summary>The numbers shown on the horizontal axis.</summary>
    public (double Low, double High) X { get; }

    /// <summary>The numbers shown on the vertical axis.</summary>
    public (double Low, double High) Y { get; }

    /// <summary>The marked places of the horizontal axis.</summary>
    public IReadOnlyList<Tick> XTicks { get; }

    /// <summary>The marked places of the vertical axis.</summary>
    public IReadOnlyList<Tick> YTicks { get; }

    /// <summary>Left edge of the plotted area, in pixels from the left.</summary>
    public double Left { get; }

    /// <summary>Right edge of the plotted area, in pixels from the left.</summary>
    public double Right { get; }

    /// <summary>Upper edge of the plotted area, in pixels from the bottom.</summary>
    public double Top { get; }

    /// <summary>Lower edge of the plotted area, in pixels from the bottom.</summary>
    public double Bottom { get; }

    /// <summary>Each curve's end and the height of its name, in pixels; null for a curve without finite points.</summary>
    public IReadOnlyList<EndLabel?> Labels { get; }

    private List<EndLabel?> PlaceLabels()
    {
        var ends = _figure.Series.Select(s => s.Points.Where(p => double.IsFinite(p.Y)).Select(p => (Point?)p).LastOrDefault()).ToList();
        var wanted = ends.Select(p => p is { } end ? Math.Clamp(Across(_figure.Y, Y, end.Y, Bottom, Top), Bottom, Top) : (double?)null).ToList();
        var placed = new Queue<double>(LabelColumn.Spread([.. wanted.OfType<double>()], LabelHeight, Bottom, Top));
        return [.. ends.Zip(wanted, (end, height) => end is { } point && height is { } from
            ? new EndLabel(Across(_figure.X, X, point.X, Left, Right), from, placed.Dequeue())
            : null)];
    }

    private static double Across(Axis axis, (double Low, double High) range, double value, double from, double to)
    {
        Func<double, double> length = axis.Scale == AxisScale.Logarithmic ? Math.Log : v => v;
        return from + ((to - from) * (length(value) - length(range.Low)) / (length(range.High) - length(range.Low)));
    }

    private static (double Low, double High) Range(Axis axis, IEnumerable<double> values, double margin)
    {
        var finite = values.Where(v => double.IsFinite(v) && (axis.Scale == AxisScale.Linear || v > 0)).ToList();
        var (low, high) = finite.Count == 0 ? (1, 2) : (finite.Min(), finite.Max());
        (low, high) = (axis.Minimum ?? low, axis.Maximum ?? high);
        if (high <= low)
        {
            var half = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - half, low + half);
        }

        var logarithmic = axis.Scale == AxisScale.Logarithmic;
        var pad = margin * (logarithmic ? Math.Log(high / low) : high - low);
        return (
            axis.Minimum ?? (logarithmic ? low * Math.Exp(-pad) : low - pad),
            axis.Maximum ?? (logarithmic ? high * Math.Exp(pad) : high + pad));
    }
}

/// <summary>The end of a curve and where its name stands, in pixels from the left and from the bottom.</summary>
/// <param name="EndX">The curve's last point, from the left.</param>
/// <param name="EndY">The curve's last point, from the bottom.</param>
/// <param name="Height">The middle of its name, from the bottom.</param>
public sealed record EndLabel(double EndX, double EndY, double Height);
