using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What each change is worth: a bar for each cell's difference to the baseline, with its interval.</summary>
/// <param name="parts">What the figures have in common.</param>
public sealed class DifferenceFigure(FigureParts parts)
{
    private const int RowHeight = 34;

    /// <summary>Draws it; null where nothing is compared.</summary>
    /// <param name="config">The figure.</param>
    public Figure? Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (results, grid) = (parts.Results, new CellGrid(parts.Results, config.X, config.Series, config.Panels));
        var compared = grid.Panels.Select(panel => panel with { Series = [.. panel.Series.Where(series => series.Cells.Any(cell => results.Difference(cell) is not null))] }).ToList();
        var names = grid.Names.Where(name => compared.Any(panel => panel.Series.Any(series => series.Name == name))).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        IReadOnlyList<Panel> panels = [.. compared.Where(panel => panel.Series.Count > 0).Select(panel => new Panel
        {
            Title = panel.Title,
            Series = [.. panel.Series.Select(series => new Series
            {
                Name = series.Name,
                Paint = series.Paint,
                Style = SeriesStyle.Bars,
                Points = [.. series.Cells.SelectMany(cell => Bar(cell, names.Count - 1 - names.IndexOf(series.Name)))],
            })],
        })];
        var x = new Axis { Label = $"Nats per {parts.Unit} more than {results.BaselineName}, left of 0 is better", Rules = [0] };
        var y = new Axis
        {
            Label = config.YLabel,
            Ticks = [.. names.Index().Reverse().Select(name => new Tick(names.Count - 1 - name.Index, name.Item))],
            Minimum = -0.6,
            Maximum = names.Count - 0.4,
        };
        var figure = parts.Frame(config, $"Difference to {results.BaselineName}", x, y, panels, parts.Caption(results.Documents, FigureWords.DifferenceInterval));
        return config.Height is null ? figure with { Height = Math.Max(220, figure.Height - results.Plan.Settings.Plot.Height + 180 + (RowHeight * names.Count)) } : figure;
    }

    private IEnumerable<Point> Bar(SweepCell cell, int row)
    {
        if (parts.Results.Difference(cell) is not { } difference)
        {
            return [];
        }

        var half = difference.HalfWidth();
        return double.IsNaN(half) ? [new(difference.Value, row)] : [new(difference.Value, row, difference.Value - half, difference.Value + half)];
    }
}
