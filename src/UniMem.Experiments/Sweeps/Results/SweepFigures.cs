using System.Globalization;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The figures of a sweep.</summary>
public sealed class SweepFigures(SweepResults results)
{
    private const double Dodge = 0.6;

    /// <summary>Perplexity of held-out documents as training goes on; ribbons are 95 % intervals over seeds.</summary>
    public Figure ByStep()
    {
        var documents = results.Cells.Select(cell => cell.DocumentsOfAllSteps.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToHashSet();
        var series = results.Cells.Select((cell, i) => new Series
        {
            Name = cell.Label,
            Paint = PaintOf(cell, i),
            Points = [.. cell.Steps.Select(step => PointOf(step, cell, step, score => documents.Contains(score.Document)))],
        }).ToList();
        return new()
        {
            Title = "Perplexity as training goes on",
            Subtitle = Subtitle,
            X = new Axis { Label = "Training step" },
            Y = new Axis { Label = $"Perplexity per {Unit} of held-out text, lower is better (log scale)", Scale = AxisScale.Logarithmic, Maximum = Focus(series) },
            Series = series,
            Caption = Caption(documents.Count, Seeds > 1 ? "Ribbons: 95 % intervals over seeds." : "", series),
        };
    }

    /// <summary>Perplexity by position in the document after training.</summary>
    public Figure ByPosition()
    {
        var bins = results.Bins;
        var series = results.Cells.Select((cell, i) => new Series
        {
            Name = cell.Label,
            Paint = PaintOf(cell, i),
            Points = [.. bins.Index().Where(bin => Has(cell, bin.Item)).Select(bin => PointOf(bin.Index, cell, cell.LastStep, bin.Item.Holds))],
        }).ToList();
        return new()
        {
            Title = "Perplexity by position in the document",
            Subtitle = Subtitle,
            X = PositionAxis(bins),
            Y = new Axis { Label = $"Perplexity per {Unit} of held-out text, lower is better (log scale)", Scale = AxisScale.Logarithmic, Maximum = Focus(series) },
            Series = series,
            Caption = Caption(results.Documents, Seeds > 1 ? "Ribbons: 95 % intervals over seeds." : "", series),
        };
    }

    /// <summary>Difference to the baseline by position, with the interval that the verdicts go by; null where nothing is compared.</summary>
    public Figure? DifferenceByPosition()
    {
        var bins = results.Bins;
        var compared = results.Cells.Index().Where(cell => results.BaselineOf(cell.Item) is not null).ToList();
        if (compared.Count == 0)
        {
            return null;
        }

        var name = results.BaselineName;
        return new()
        {
            Title = $"Difference to {name} by position in the document",
            Subtitle = Subtitle,
            X = PositionAxis(bins),
            Y = new Axis { Label = $"Nats per {Unit} more than {name}, below 0 is better" },
            Rules = [0],
            Series = [.. compared.Index().Select(cell => DifferenceSeries(cell.Item.Item, cell.Item.Index, bins, Shift(cell.Index, compared.Count)))],
            Caption = Caption(results.Documents, "Bars: 95 % intervals of the difference paired over documents."),
        };
    }

    private int Seeds => results.Cells.Max(cell => cell.Runs.Count);

    private string Unit => results.Plan.Runs[0].Run.Config.Data.Tokenizer.Type == "bytes" ? "byte" : "token";

    private string Subtitle => results.Plan.Settings.Plot.Subtitle is { Length: > 0 } given ? given : results.Plan.Name;

    private string Caption(int documents, string intervals, IReadOnlyList<Series>? series = null)
    {
        var cut = series is not null && Focus(series) is { } top ? string.Create(CultureInfo.InvariantCulture, $" Curves above {top:F1} are cut off.") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{documents} held-out documents read from beginning to end{(Seeds > 1 ? $", {Seeds} seeds" : "")}.{cut} {intervals}").TrimEnd();
    }

    private Paint PaintOf(SweepCell cell, int index) => results.IsBaseline(cell)
        ? Palette.Baseline
        : Palette.Of(index - results.Cells.Take(index).Count(results.IsBaseline));

    private Series DifferenceSeries(SweepCell cell, int index, IReadOnlyList<PositionBin> bins, double shift) => new()
    {
        Name = cell.Label,
        Paint = PaintOf(cell, index),
        Intervals = IntervalStyle.Bars,
        Points = [.. bins.Index().Select(bin => (bin.Index, Difference: results.Difference(cell, bin.Item.Holds)))
            .Where(point => point.Difference is not null)
            .Select(point => (point.Index, Difference: point.Difference!.Value))
            .Select(point => double.IsNaN(point.Difference.StandardError)
                ? new Point(point.Index + shift, point.Difference.Value)
                : new Point(point.Index + shift, point.Difference.Value, point.Difference.Interval().Low, point.Difference.Interval().High))],
    };

    private static bool Has(SweepCell cell, PositionBin bin) => cell.ScoresAt(cell.LastStep).Any(bin.Holds);

    private static Point PointOf(double x, SweepCell cell, long step, Func<DocumentScore, bool> of)
    {
        var perplexity = cell.Perplexity(step, of);
        var half = perplexity.HalfWidth();
        return double.IsNaN(half) ? new(x, perplexity.Value) : new(x, perplexity.Value, Math.Max(perplexity.Value - half, 1), perplexity.Value + half);
    }

    private static Axis PositionAxis(IReadOnlyList<PositionBin> bins) => new()
    {
        Label = "Position in the document, in tokens from its beginning",
        Ticks = [.. bins.Select((bin, i) => new Tick(i, bin.ToString()))],
        Minimum = -0.5,
        Maximum = bins.Count - 0.5,
    };

    private static double Shift(int index, int count) => count == 1 ? 0 : Dodge * (((double)index / (count - 1)) - 0.5) * Math.Min(1, count / 6.0);

    private static double? Focus(IReadOnlyList<Series> series)
    {
        var points = series.SelectMany(s => s.Points.Skip(s.Points.Count / 3)).Select(p => p.High ?? p.Y).Where(double.IsFinite).ToList();
        var all = series.SelectMany(s => s.Points).Select(p => p.High ?? p.Y).Where(double.IsFinite).ToList();
        return points.Count > 0 && all.Max() > 1.25 * points.Max() ? 1.1 * points.Max() : null;
    }
}
