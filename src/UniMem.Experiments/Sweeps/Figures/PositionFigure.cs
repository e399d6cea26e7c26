using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What memory is worth the further one reads: held-out text by position in the document, after training.</summary>
/// <param name="parts">What the figures have in common.</param>
public sealed class PositionFigure(FigureParts parts)
{
    private const double Dodge = 0.6;

    /// <summary>Draws it.</summary>
    /// <param name="config">The figure.</param>
    public Figure Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (measure, bins) = (config.Y ?? Measure.Perplexity, parts.Results.Bins);
        var grid = new CellGrid(parts.Results, config.X, config.Series, config.Panels);
        var names = grid.Names.Where(name => measure != Measure.Difference || !IsBaseline(grid, name)).ToList();
        IReadOnlyList<Panel> panels = [.. grid.Panels.Select(panel => new Panel
        {
            Title = panel.Title,
            Series = [.. panel.Series.Where(series => names.Contains(series.Name)).SelectMany(series => series.Cells.Select(cell => new Series
            {
                Name = series.Name,
                Paint = series.Paint,
                Intervals = measure == Measure.Difference ? IntervalStyle.Bars : IntervalStyle.Ribbon,
                Points = [.. bins.Index().SelectMany(bin => PointOf(measure, cell, bin.Item, bin.Index, names.IndexOf(series.Name), names.Count))],
            }))],
        })];
        var x = new Axis
        {
            Label = $"Position in the document, in {parts.Unit}s from its beginning",
            Ticks = [.. bins.Select((bin, i) => new Tick(i, bin.ToString()))],
            Minimum = -0.5,
            Maximum = bins.Count - 0.5,
        };
        var y = Measures.Axis(measure, parts.Unit, parts.Results.BaselineName, config);
        return measure == Measure.Difference
            ? parts.Frame(config, $"Difference to {parts.Results.BaselineName} by position in the document", x, y, panels,
                parts.Caption(parts.Results.Documents, FigureWords.DifferenceInterval))
            : parts.Frame(config, $"{FigureWords.Of(measure)} by position in the document", x, y, panels, parts.Caption(parts.Results.Documents, parts.Ribbons));
    }

    private IEnumerable<Point> PointOf(Measure measure, SweepCell cell, PositionBin bin, int place, int index, int count)
    {
        if (!cell.ScoresAt(cell.LastStep).Any(bin.Holds))
        {
            return [];
        }

        return measure != Measure.Difference ? [Measures.At(place, Measures.Of(measure, cell, cell.LastStep, bin.Holds), measure)]
            : parts.Results.Difference(cell, bin.Holds) is { } difference ? [Measures.At(place + Shift(index, count), difference, measure)]
            : [];
    }

    private bool IsBaseline(CellGrid grid, string name) =>
        grid.Panels.SelectMany(panel => panel.Series).Where(series => series.Name == name).SelectMany(series => series.Cells).All(parts.Results.IsBaseline);

    private static double Shift(int index, int count) => count == 1 ? 0 : Dodge * (((double)index / (count - 1)) - 0.5) * Math.Min(1, count / 6.0);
}
