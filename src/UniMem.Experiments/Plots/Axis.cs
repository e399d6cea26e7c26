namespace UniMem.Experiments.Plots;

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

    /// <summary>Numbers at which a thin line crosses the figure, such as 0 for a difference; the axis reaches to them.</summary>
    public IReadOnlyList<double> Rules { get; init; } = [];
}

/// <summary>How numbers become lengths on an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios are equal lengths.</summary>
    Log,
}

/// <summary>A marked place of an axis.</summary>
/// <param name="At">Where, in the axis' unit.</param>
/// <param name="Label">What is written there.</param>
public readonly record struct Tick(double At, string Label);
