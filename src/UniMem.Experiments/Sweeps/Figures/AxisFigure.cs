using UniMem.Experiments.Plots;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What a setting brings: held-out text after training along an axis of the sweep.</summary>
/// <param name="parts">What the figures have in common.</param>
public sealed class AxisFigure(FigureParts parts)
{
    /// <summary>Draws it; null where the cells that are there have fewer than two values of the axis.</summary>
    /// <param name="config">The figure; <see cref="FigureConfig.X"/> is the path of an axis.</param>
    public Figure? Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var measure = config.Y ?? Measure.Perplexity;
        var grid = new CellGrid(parts.Results, config.X, config.Series, config.Panels);
        if (grid.X is not { } axis)
        {
            return null;
        }

        IReadOnlyList<Panel> panels = [.. grid.Panels.Select(panel => new Panel
        {
            Title = panel.Title,
            Series = [.. panel.Series.SelectMany(series => Curves(series, axis, measure))],
        })];
        var x = axis.ToAxis(config.XLabel, config.XScale, grid.Shown);
        var y = Measures.Axis(measure, parts.Unit, parts.Results.BaselineName, config);
        var level = panels.SelectMany(panel => panel.Series).Any(series => series.Paint.Mark == Mark.None) ? "A level line lacks the setting." : "";
        return measure == Measure.Difference
            ? parts.Frame(config, $"Difference to {parts.Results.BaselineName} by {axis.Name}", x, y, panels, parts.Caption(parts.Results.Documents, level, FigureWords.DifferenceInterval))
            : parts.Frame(config, $"{FigureWords.Of(measure)} by {axis.Name}", x, y, panels, parts.Caption(parts.Results.Documents, level, parts.Ribbons));
    }

    private IEnumerable<Series> Curves(CellSeries series, VariedAxis axis, Measure measure)
    {
        var intervals = measure == Measure.Difference ? IntervalStyle.Bars : IntervalStyle.Ribbon;
        var points = series.Cells
            .Select(cell => (At: VariedAxes.ValueOf(cell, axis.Path), Estimate: Of(measure, cell)))
            .Where(cell => cell.Estimate is not null)
            .Select(cell => (cell.At, Estimate: cell.Estimate!.Value))
            .ToList();
        var along = points.Where(point => point.At is not null)
            .Select(point => Measures.At(axis.Place(point.At!), point.Estimate, measure))
            .OrderBy(point => point.X)
            .ToList();
        if (along.Count > 0)
        {
            yield return new() { Name = series.Name, Paint = series.Paint, Points = along, Intervals = intervals };
        }

        foreach (var point in points.Where(point => point.At is null).Take(1))
        {
            var places = axis.Values.Select(axis.Place).ToList();
            yield return new()
            {
                Name = series.Name,
                Paint = series.Paint with { Mark = Mark.None },
                Points = [Measures.At(places.Min(), point.Estimate, measure), Measures.At(places.Max(), point.Estimate, measure)],
                Intervals = intervals,
            };
        }
    }

    private Estimate? Of(Measure measure, SweepCell cell) =>
        measure == Measure.Difference ? parts.Results.Difference(cell) : Measures.Of(measure, cell, cell.LastStep);
}
