namespace UniMem.Experiments.Plots;

/// <summary>What a figure shows, apart from what draws it.</summary>
public sealed record Figure
{
    /// <summary>The sentence above the figure.</summary>
    public required string Title { get; init; }

    /// <summary>A second, quieter line below the title; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis; its label stands above the axis, horizontally.</summary>
    public required Axis Y { get; init; }

    /// <summary>The curves, in the order of the legend; a curve is named at its right end.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>Heights at which a thin line crosses the figure, such as 0 for a difference.</summary>
    public IReadOnlyList<double> Rules { get; init; } = [];

    /// <summary>A quiet line at the foot: what the points and the bands are; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Width in pixels of the vector image; the bitmap has twice as many.</summary>
    public int Width { get; init; } = 900;

    /// <summary>Height in pixels of the vector image; the bitmap has twice as many.</summary>
    public int Height { get; init; } = 540;
}

/// <summary>An axis of a figure.</summary>
public sealed record Axis
{
    /// <summary>What is measured, with its unit.</summary>
    public required string Label { get; init; }

    /// <summary>How numbers become lengths.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Linear;

    /// <summary>The marked places; null lets the axis choose round numbers.</summary>
    public IReadOnlyList<Tick>? Ticks { get; init; }

    /// <summary>The smallest number shown; null starts a little below the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest number shown; null ends a little above the data; curves beyond it leave the figure.</summary>
    public double? Maximum { get; init; }
}

/// <summary>How numbers become lengths on an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios are equal lengths.</summary>
    Logarithmic,
}

/// <summary>A marked place of an axis.</summary>
/// <param name="At">Where, in the axis' unit.</param>
/// <param name="Label">What is written there.</param>
public readonly record struct Tick(double At, string Label);

/// <summary>A curve.</summary>
public sealed record Series
{
    /// <summary>Its name, written at its right end in its colour.</summary>
    public required string Name { get; init; }

    /// <summary>Its points, by ascending <see cref="Point.X"/>.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Its colour and mark; see <see cref="Palette"/>.</summary>
    public required Paint Paint { get; init; }

    /// <summary>How <see cref="Point.Low"/> and <see cref="Point.High"/> are drawn.</summary>
    public IntervalStyle Intervals { get; init; } = IntervalStyle.Ribbon;
}

/// <summary>How the uncertainty of a curve is drawn.</summary>
public enum IntervalStyle
{
    /// <summary>A translucent ribbon behind the curve.</summary>
    Ribbon,

    /// <summary>A vertical bar through each point.</summary>
    Bars,
}

/// <summary>A point of a curve.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">How much.</param>
/// <param name="Low">Lower end of its interval; null for none.</param>
/// <param name="High">Upper end of its interval; null for none.</param>
public readonly record struct Point(double X, double Y, double? Low = null, double? High = null);
