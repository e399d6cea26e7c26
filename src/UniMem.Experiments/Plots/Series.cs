namespace UniMem.Experiments.Plots;

/// <summary>Points that belong together.</summary>
public sealed record Series
{
    /// <summary>Its name, written in its colour beside what it names; empty for what needs no name.</summary>
    public required string Name { get; init; }

    /// <summary>Its points; those of a curve by ascending <see cref="Point.X"/>.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Its colour and mark; see <see cref="Palette"/>.</summary>
    public required Paint Paint { get; init; }

    /// <summary>What its points are drawn as.</summary>
    public SeriesStyle Style { get; init; } = SeriesStyle.Curve;

    /// <summary>How <see cref="Point.Low"/> and <see cref="Point.High"/> are drawn.</summary>
    public IntervalStyle Intervals { get; init; } = IntervalStyle.Ribbon;
}

/// <summary>What the points of a series are drawn as.</summary>
public enum SeriesStyle
{
    /// <summary>A line through the points, which are marked where they are few; named at its right end.</summary>
    Curve,

    /// <summary>A thin broken line without marks and without a name.</summary>
    Guide,

    /// <summary>Marks that no line joins, each named beside it.</summary>
    Marks,

    /// <summary>
    /// Horizontal bars from 0 to <see cref="Point.X"/> at the height <see cref="Point.Y"/>, whose intervals lie along the bar; the ticks of
    /// the vertical axis name them.
    /// </summary>
    Bars,
}

/// <summary>How the uncertainty of a series is drawn.</summary>
public enum IntervalStyle
{
    /// <summary>A translucent ribbon behind a curve; an axis need not reach to all of it.</summary>
    Ribbon,

    /// <summary>A thin line through each point.</summary>
    Bars,
}

/// <summary>A point of a series.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">How much.</param>
/// <param name="Low">Lower end of its interval; null for none.</param>
/// <param name="High">Upper end of its interval; null for none.</param>
public readonly record struct Point(double X, double Y, double? Low = null, double? High = null);
