using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;
using UniMem.Experiments.Plots;
using Palette = UniMem.Experiments.Plots.Palette;
using Tick = UniMem.Experiments.Plots.Tick;

namespace UniMem.Plots.ScottPlot;

/// <summary>One panel of a figure as a plot of ScottPlot, which fills the whole figure and draws within the panel's area only.</summary>
/// <param name="figure">The figure.</param>
/// <param name="layout">Where its parts stand.</param>
/// <param name="area">The panel.</param>
internal sealed class PanelPlot(Figure figure, FigureLayout layout, PanelArea area)
{
    private const float TickDrop = 4;

    private readonly Plot _plot = new();

    /// <summary>Draws axes, grid and data.</summary>
    public void Draw(SKCanvas canvas)
    {
        _plot.FigureBackground.Color = Colors.Transparent;
        _plot.DataBackground.Color = Colors.Transparent;
        _plot.Layout.Fixed(new PixelPadding(
            (float)area.Left, (float)(figure.Width - area.Right), (float)area.Bottom, (float)(figure.Height - area.Top)));
        Frame();
        Axis(_plot.Axes.Bottom, layout.X, layout.XTicks, area.IsLastOfColumn);
        Axis(_plot.Axes.Left, layout.Y, layout.YTicks, area.IsFirstOfRow);
        _plot.Axes.SetLimits(At(layout.X, layout.X.Low), At(layout.X, layout.X.High), At(layout.Y, layout.Y.Low), At(layout.Y, layout.Y.High));
        Rules();
        new PanelSeries(_plot, layout).Add(area.Panel);
        _plot.RenderManager.ClearCanvasBeforeEachRender = false;
        _plot.Render(canvas, new PixelRect(0, figure.Width, figure.Height, 0));
    }

    /// <summary>Where a number stands: ScottPlot's axes are linear, so on a logarithmic one its logarithm stands for it.</summary>
    public static double At(AxisRange range, double value) => range.Scale == AxisScale.Log ? Math.Log10(value) : value;

    private void Frame()
    {
        _plot.Axes.Right.FrameLineStyle.Width = 0;
        _plot.Axes.Top.FrameLineStyle.Width = 0;
        _plot.Axes.Left.FrameLineStyle.Width = 0;
        _plot.Axes.Bottom.FrameLineStyle.Color = Color.FromHex(Palette.Quiet);
        var bars = figure.AllSeries.Any(s => s.Style == SeriesStyle.Bars);
        _plot.Grid.XAxisStyle.IsVisible = bars;
        _plot.Grid.YAxisStyle.IsVisible = !bars;
        _plot.Grid.MajorLineColor = Color.FromHex(Palette.Grid);
    }

    private static void Axis(IAxis axis, AxisRange range, IReadOnlyList<Tick> ticks, bool numbered)
    {
        axis.TickGenerator = new NumericManual([.. ticks.Select(t => At(range, t.At))], [.. ticks.Select(t => numbered ? t.Label : "")]);
        axis.TickLabelStyle.FontName = FigureTexts.Font;
        axis.TickLabelStyle.FontSize = 13;
        axis.TickLabelStyle.ForeColor = Color.FromHex(Palette.Quiet);
        axis.TickLabelStyle.OffsetY = TickDrop;
        axis.MajorTickStyle.Length = 0;
        axis.MinorTickStyle.Length = 0;
    }

    private void Rules()
    {
        foreach (var rule in figure.Y.Rules)
        {
            _plot.Add.HorizontalLine(At(layout.Y, rule), width: 1.2f, color: Color.FromHex(Palette.Baseline.Colour));
        }

        foreach (var rule in figure.X.Rules)
        {
            _plot.Add.VerticalLine(At(layout.X, rule), width: 1.2f, color: Color.FromHex(Palette.Baseline.Colour));
        }
    }
}
