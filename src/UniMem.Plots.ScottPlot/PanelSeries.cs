using ScottPlot;
using UniMem.Experiments.Plots;
using Palette = UniMem.Experiments.Plots.Palette;
using Point = UniMem.Experiments.Plots.Point;

namespace UniMem.Plots.ScottPlot;

/// <summary>Adds the series of a panel to a plot.</summary>
/// <param name="plot">The plot.</param>
/// <param name="layout">What its axes show.</param>
internal sealed class PanelSeries(Plot plot, FigureLayout layout)
{
    private const int MostMarks = 24;
    private const double HalfBar = 0.32;

    /// <summary>Adds them, intervals behind curves.</summary>
    public void Add(Panel panel)
    {
        foreach (var series in panel.Series.Where(s => s.Style != SeriesStyle.Bars))
        {
            AddIntervals(series);
        }

        foreach (var series in panel.Series)
        {
            AddPoints(series);
        }
    }

    private void AddIntervals(Series series)
    {
        var points = series.Points.Where(p => double.IsFinite(p.Y) && p.Low is not null && p.High is not null).ToList();
        if (points.Count == 0)
        {
            return;
        }

        if (series.Intervals == IntervalStyle.Ribbon)
        {
            var ribbon = plot.Add.FillY([.. points.Select(p => AtX(p.X))], [.. points.Select(p => AtY(p.Low!.Value))], [.. points.Select(p => AtY(p.High!.Value))]);
            ribbon.FillColor = ColourOf(series).WithAlpha(.15);
            ribbon.LineWidth = 0;
            ribbon.MarkerSize = 0;
            return;
        }

        foreach (var point in points)
        {
            Line(AtX(point.X), AtY(point.Low!.Value), AtX(point.X), AtY(point.High!.Value), ColourOf(series), 1.4f);
        }
    }

    private void AddPoints(Series series)
    {
        var points = series.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        if (series.Style == SeriesStyle.Bars)
        {
            points.ForEach(point => AddBar(series, point));
            return;
        }

        if (points.Count == 0)
        {
            return;
        }

        var scatter = plot.Add.Scatter(points.Select(p => AtX(p.X)).ToArray(), points.Select(p => AtY(p.Y)).ToArray(), ColourOf(series));
        scatter.LineWidth = series.Style switch { SeriesStyle.Marks => 0, SeriesStyle.Guide => 1.2f, _ => 2 };
        scatter.LinePattern = series.Style == SeriesStyle.Guide ? LinePattern.Dashed : LinePattern.Solid;
        var marked = series.Style == SeriesStyle.Marks || (series.Style == SeriesStyle.Curve && points.Count <= MostMarks && series.Paint.Mark != Mark.None);
        scatter.MarkerSize = marked ? 8 : 0;
        scatter.MarkerShape = ShapeOf(series.Paint.Mark);
    }

    private void AddBar(Series series, Point point)
    {
        var bar = plot.Add.Rectangle(Math.Min(0, point.X), Math.Max(0, point.X), point.Y - HalfBar, point.Y + HalfBar);
        bar.FillColor = ColourOf(series).WithAlpha(.55);
        bar.LineWidth = 0;
        if (point is { Low: { } low, High: { } high })
        {
            Line(low, point.Y, high, point.Y, Color.FromHex(Palette.Ink), 1.6f);
        }
    }

    private void Line(double x1, double y1, double x2, double y2, Color colour, float width)
    {
        var line = plot.Add.Line(x1, y1, x2, y2);
        line.LineColor = colour;
        line.LineWidth = width;
        line.MarkerSize = 0;
    }

    private double AtX(double value) => PanelPlot.At(layout.X, value);

    private double AtY(double value) => PanelPlot.At(layout.Y, value);

    private static Color ColourOf(Series series) => Color.FromHex(series.Paint.Colour);

    /// <summary>ScottPlot's shape for a mark.</summary>
    public static MarkerShape ShapeOf(Mark mark) => mark switch
    {
        Mark.Circle => MarkerShape.FilledCircle,
        Mark.Square => MarkerShape.FilledSquare,
        Mark.Triangle => MarkerShape.FilledTriangleUp,
        Mark.InvertedTriangle => MarkerShape.FilledTriangleDown,
        Mark.Diamond => MarkerShape.FilledDiamond,
        Mark.Ring => MarkerShape.OpenCircle,
        _ => MarkerShape.None,
    };
}
