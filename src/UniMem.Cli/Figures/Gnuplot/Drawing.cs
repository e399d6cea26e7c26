using UniMem.Experiments.Plots;

namespace UniMem.Cli.Figures;

/// <summary>What this build draws figures with: gnuplot.</summary>
internal static class Drawing
{
    /// <summary>The renderer.</summary>
    public static IFigureRenderer Renderer { get; } = new GnuplotRenderer();
}
