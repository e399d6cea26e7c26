using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What training brings: held-out text by step, by tokens or by time of training.</summary>
/// <param name="parts">What the figures have in common.</param>
/// <param name="courseOf">Tokens and times of a run.</param>
public sealed class CourseFigure(FigureParts parts, Func<RunResult, RunCourse> courseOf)
{
    private static readonly (double Seconds, string Name)[] Units = [(1, "seconds"), (60, "minutes"), (3600, "hours"), (86400, "days")];

    /// <summary>Draws it.</summary>
    /// <param name="config">The figure; <see cref="FigureConfig.X"/> is step, tokens or time.</param>
    public Figure Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (measure, cells) = (config.Y ?? Measure.Perplexity, parts.Results.Cells);
        var grid = new CellGrid(parts.Results, config.X, config.Series, config.Panels);
        var documents = cells.Select(cell => cell.DocumentsOfAllSteps.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToHashSet();
        var unit = config.X == FigureChecks.Time ? Units.Last(u => u.Seconds == 1 || LongestTime >= 2 * u.Seconds) : (1, "");
        IReadOnlyList<Panel> panels = [.. grid.Panels.Select(panel => new Panel
        {
            Title = panel.Title,
            Series = [.. panel.Series.SelectMany(series => series.Cells.Select(cell => new Series
            {
                Name = series.Name,
                Paint = series.Paint,
                Points = [.. cell.Steps
                    .Select(step => Measures.At(Along(config.X, cell, step) / unit.Item1, Measures.Of(measure, cell, step, score => documents.Contains(score.Document)), measure))
                    .Where(point => double.IsFinite(point.X) && (config.XScale != AxisScale.Log || point.X > 0))],
            }))],
        })];
        var (y, cut) = FigureParts.Focused(Measures.Axis(measure, parts.Unit, parts.Results.BaselineName, config), panels);
        var (title, label) = config.X switch
        {
            FigureChecks.Tokens => ("by text read in training", "Training tokens"),
            FigureChecks.Time => ("by time of training", $"Time of training in {unit.Item2}, evaluations left out"),
            _ => ("as training goes on", "Training step"),
        };
        var mean = config.X == FigureChecks.Time && parts.Seeds > 1 ? "Times are means over seeds." : "";
        var x = new Axis { Label = label, Scale = config.XScale ?? AxisScale.Linear };
        return parts.Frame(config, $"{FigureWords.Of(measure)} {title}", x, y, panels, parts.Caption(documents.Count, cut, parts.Ribbons, mean));
    }

    private double LongestTime => parts.Results.Cells.Max(cell => Along(FigureChecks.Time, cell, cell.LastStep));

    private double Along(string x, SweepCell cell, long step) => x switch
    {
        FigureChecks.Tokens => cell.Runs.Average(run => courseOf(run).Tokens(step)),
        FigureChecks.Time => cell.Runs.Average(run => courseOf(run).Seconds(step)),
        _ => step,
    };
}
