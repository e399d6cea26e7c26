using System.Globalization;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What the figures of a sweep have in common: titles, sizes, captions.</summary>
/// <param name="results">The sweep, with at least one cell.</param>
public sealed class FigureParts(SweepResults results)
{
    /// <summary>The sweep.</summary>
    public SweepResults Results => results;

    /// <summary>Runs of one cell at most.</summary>
    public int Seeds => results.Cells.Max(cell => cell.Runs.Count);

    /// <summary>What a target is.</summary>
    public string Unit => results.Plan.Runs[0].Run.Config.Data.Tokenizer.Type == "bytes" ? "byte" : "token";

    /// <summary>What is said of ribbons; empty where one seed has none.</summary>
    public string Ribbons => Seeds > 1 ? "Ribbons: 95 % intervals over seeds." : "";

    /// <summary>A figure with its texts and its size.</summary>
    /// <param name="config">What the user asks for.</param>
    /// <param name="title">The title unless the user gives one.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="panels">What is drawn.</param>
    /// <param name="caption">What is said at the foot.</param>
    public Figure Frame(FigureConfig config, string title, Axis x, Axis y, IReadOnlyList<Panel> panels, string caption)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(panels);
        var plot = results.Plan.Settings.Plot;
        var rows = panels.Count switch { <= 3 => 1, 4 => 2, var many => (many + 2) / 3 };
        var figure = new Figure
        {
            Title = config.Title.Length > 0 ? config.Title : title,
            Subtitle = config.Subtitle.Length > 0 ? config.Subtitle : plot.Subtitle.Length > 0 ? plot.Subtitle : results.Plan.Name,
            X = config.XLabel.Length > 0 ? x with { Label = config.XLabel } : x,
            Y = y,
            Panels = panels,
            Caption = caption,
            Width = config.Width ?? plot.Width,
            Height = config.Height ?? (plot.Height + ((rows - 1) * plot.Height / 2)),
        };
        return HasCutRibbons(figure) ? figure with { Caption = $"{caption} Ribbons beyond the figure are cut off." } : figure;
    }

    /// <summary>How much text was read, over how many seeds, and what else is to be said.</summary>
    /// <param name="documents">Documents read.</param>
    /// <param name="more">Further sentences.</param>
    public string Caption(int documents, params IEnumerable<string> more) => string.Join(' ', new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"{documents} held-out documents read from beginning to end{(Seeds > 1 ? $", {Seeds} seeds" : "")}."),
    }.Concat(more.Where(sentence => sentence.Length > 0)));

    /// <summary>Cuts off the first part of learning curves where it would press the rest together; says so.</summary>
    /// <param name="axis">The vertical axis.</param>
    /// <param name="panels">The curves.</param>
    public static (Axis Axis, string Said) Focused(Axis axis, IReadOnlyList<Panel> panels)
    {
        ArgumentNullException.ThrowIfNull(axis);
        var series = panels.SelectMany(panel => panel.Series).ToList();
        var late = series.SelectMany(s => s.Points.Skip(s.Points.Count / 3)).Select(p => p.Y).Where(double.IsFinite).ToList();
        var all = series.SelectMany(s => s.Points).Select(p => p.Y).Where(double.IsFinite).ToList();
        if (late.Count == 0 || late.Min() <= 0 || all.Max() <= 1.25 * late.Max())
        {
            return (axis, "");
        }

        var top = 1.1 * late.Max();
        return (axis with { Maximum = top }, string.Create(CultureInfo.InvariantCulture, $"Curves above {top:F1} are cut off."));
    }

    private static bool HasCutRibbons(Figure figure)
    {
        var ribbons = figure.AllSeries.Where(s => s.Style == SeriesStyle.Curve && s.Intervals == IntervalStyle.Ribbon).SelectMany(s => s.Points).ToList();
        if (ribbons.Count == 0)
        {
            return false;
        }

        var y = new FigureLayout(figure).Y;
        return ribbons.Any(p => p.Low < y.Low || (p.High > y.High && p.Y <= y.High));
    }
}
