using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What quality costs: held-out text against bytes of memory or speed, with the line of what nothing beats in both.</summary>
/// <param name="parts">What the figures have in common.</param>
public sealed class CostFigure(FigureParts parts)
{
    /// <summary>Draws it; null where the cost is not known.</summary>
    /// <param name="config">The figure; <see cref="FigureConfig.X"/> is memory_bytes or tokens_per_second.</param>
    public Figure? Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (measure, isSpeed) = (config.Y ?? Measure.Perplexity, config.X == FigureChecks.Speed);
        var grid = new CellGrid(parts.Results, config.X, config.Series, config.Panels, gather: true);
        IReadOnlyList<Panel> panels = [.. grid.Panels.Select(panel => new Panel { Title = panel.Title, Series = Drawn(panel, config, measure, isSpeed) })];
        if (!panels.Any(panel => panel.Series.Any(series => series.Points.Count > 0)))
        {
            return null;
        }

        var places = panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.X).ToList();
        var x = new Axis
        {
            Label = isSpeed ? "Training speed in tokens a second, more is better" : "Bytes of memory for a document once it is full, fewer is better",
            Scale = config.XScale ?? (places.Min() > 0 && places.Max() / places.Min() >= 20 ? AxisScale.Log : AxisScale.Linear),
        };
        var y = Measures.Axis(measure, parts.Unit, parts.Results.BaselineName, config);
        var title = $"{FigureWords.Of(measure)} against {(isSpeed ? "training speed" : "bytes of memory")}";
        return parts.Frame(config, title, x, y, panels, parts.Caption(
            parts.Results.Documents,
            "The broken line joins what nothing else beats in both.",
            parts.Seeds > 1 ? "Thin lines: 95 % intervals over seeds." : "",
            isSpeed ? "Speeds as measured while the sweep trained." : ""));
    }

    private static IReadOnlyList<Series> Drawn(CellPanel panel, FigureConfig config, Measure measure, bool isSpeed)
    {
        var several = panel.Series.Any(series => series.Cells.Count > 1);
        List<Series> drawn = [.. panel.Series.Select(series => new Series
        {
            Name = series.Name,
            Paint = series.Paint,
            Style = several ? SeriesStyle.Curve : SeriesStyle.Marks,
            Intervals = IntervalStyle.Bars,
            Points = [.. series.Cells
                .Select(cell => Measures.At(CostOf(cell, isSpeed), Measures.Of(measure, cell, cell.LastStep), measure))
                .Where(point => double.IsFinite(point.X) && (config.XScale != AxisScale.Log || point.X > 0))
                .OrderBy(point => point.X)],
        })];
        var frontier = Frontier(drawn.SelectMany(series => series.Points), isSpeed);
        return frontier.Count < 2 ? drawn : [new() { Name = "", Paint = new(Palette.Quiet, Mark.None), Style = SeriesStyle.Guide, Points = frontier }, .. drawn];
    }

    private static double CostOf(SweepCell cell, bool isSpeed) => isSpeed
        ? cell.Runs.Average(run => run.TokensPerSecond)
        : cell.Runs[0].Facts is { } facts ? facts.MemoryBytes : double.NaN;

    /// <summary>The corners of the staircase below and to the left of which (to the right, for speeds) there is no point.</summary>
    public static IReadOnlyList<Point> Frontier(IEnumerable<Point> points, bool moreIsBetter)
    {
        var stairs = new List<Point>();
        foreach (var point in points.OrderBy(p => moreIsBetter ? -p.X : p.X).ThenBy(p => p.Y))
        {
            if (stairs.Count > 0 && point.Y >= stairs[^1].Y)
            {
                continue;
            }

            if (stairs.Count > 0)
            {
                stairs.Add(new(point.X, stairs[^1].Y));
            }

            stairs.Add(new(point.X, point.Y));
        }

        return moreIsBetter ? [.. Enumerable.Reverse(stairs)] : stairs;
    }
}
