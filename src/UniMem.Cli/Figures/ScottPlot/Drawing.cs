using UniMem.Experiments.Plots;
using UniMem.Plots.ScottPlot;

namespace UniMem.Cli.Figures;

/// <summary>What this build draws figures with: ScottPlot.</summary>
internal static class Drawing
{
    /// <summary>The renderer.</summary>
    public static IFigureRenderer Renderer { get; } = new ScottPlotRenderer();
}
