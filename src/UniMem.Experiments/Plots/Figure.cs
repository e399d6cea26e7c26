namespace UniMem.Experiments.Plots;

/// <summary>What a figure shows, apart from what draws it.</summary>
public sealed record Figure
{
    /// <summary>The sentence above the figure.</summary>
    public required string Title { get; init; }

    /// <summary>A second, quieter line below the title; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis, the same in every panel.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis, the same in every panel; its label stands above the axis, horizontally.</summary>
    public required Axis Y { get; init; }

    /// <summary>What is drawn, side by side where there are several; at least one.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>A quiet line at the foot: what the points and the bands are; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Width in pixels of the vector image; the bitmap has twice as many.</summary>
    public int Width { get; init; } = 900;

    /// <summary>Height in pixels of the vector image; the bitmap has twice as many.</summary>
    public int Height { get; init; } = 540;

    /// <summary>Every series of every panel.</summary>
    public IEnumerable<Series> AllSeries => Panels.SelectMany(panel => panel.Series);
}

/// <summary>One of the small multiples of a figure, or all of it.</summary>
public sealed record Panel
{
    /// <summary>What tells it from the other panels; empty where there is one only.</summary>
    public string Title { get; init; } = "";

    /// <summary>What is drawn in it, the last one on top.</summary>
    public required IReadOnlyList<Series> Series { get; init; }
}
