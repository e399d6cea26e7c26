using System.ComponentModel.DataAnnotations;
using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>Which figures a sweep is shown in, and how they are entitled: <c>plot:</c> of a sweep file.</summary>
public sealed record SweepPlot
{
    /// <summary>The line below each figure's title; empty for the sweep's name.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Width of each figure in pixels of the vector image; the bitmap has twice as many. 400 to 4000.</summary>
    [Range(400, 4000)]
    public int Width { get; init; } = 900;

    /// <summary>Height of a figure with one row of panels, in pixels of the vector image; each further row adds half of it. 300 to 4000.</summary>
    [Range(300, 4000)]
    public int Height { get; init; } = 540;

    /// <summary>The figures by the names of their files; none draws the usual ones.</summary>
    public IReadOnlyDictionary<string, FigureConfig> Figures { get; init; } = new Dictionary<string, FigureConfig>();
}

/// <summary>A figure of a sweep.</summary>
public sealed record FigureConfig
{
    /// <summary>
    /// What runs along the figure: <c>step</c>, <c>tokens</c>, <c>time</c>, <c>position</c>, <c>memory_bytes</c>, <c>tokens_per_second</c>,
    /// <c>difference</c> (bars of the difference to the baseline), <c>probe_memory</c>, <c>probe_capacity</c>, <c>probe_top_k</c>,
    /// <c>probe_window</c>, <c>probe_stride</c> (what the memory was given at evaluation), or the path of an axis of the sweep.
    /// </summary>
    public required string X { get; init; }

    /// <summary>What is shown of the held-out text; where nothing is said perplexity, and for probes loss.</summary>
    public Measure? Y { get; init; }

    /// <summary>The axis whose values are told apart by colour; empty for the method, or the first axis left.</summary>
    public string Series { get; init; } = "";

    /// <summary>The axis whose values have a panel each; empty lets the number of curves decide, <c>none</c> draws all in one.</summary>
    public string Panels { get; init; } = "";

    /// <summary>The title; empty for one that says what is shown.</summary>
    public string Title { get; init; } = "";

    /// <summary>The line below the title; empty for that of the plot.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The name of the horizontal axis; empty for what is measured, with its unit.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>The name of the vertical axis; empty for what is measured, with its unit.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Scale of the horizontal axis; nothing said lets the values decide.</summary>
    public AxisScale? XScale { get; init; }

    /// <summary>Scale of the vertical axis; nothing said is logarithmic for perplexities and linear for the others.</summary>
    public AxisScale? YScale { get; init; }

    /// <summary>Width in pixels of the vector image; nothing said is that of the plot. 400 to 4000.</summary>
    [Range(400, 4000)]
    public int? Width { get; init; }

    /// <summary>Height in pixels of the vector image; nothing said is that of the plot. 300 to 4000.</summary>
    [Range(300, 4000)]
    public int? Height { get; init; }
}

/// <summary>What figures show of the held-out text.</summary>
public enum Measure
{
    /// <summary>exp of the loss, per token.</summary>
    Perplexity,

    /// <summary>Mean loss, in nats per token.</summary>
    Loss,

    /// <summary>Loss in bits per byte of text.</summary>
    BitsPerByte,

    /// <summary>Loss less that of the baseline on the same text, in nats per token.</summary>
    Difference,
}
