using System.Globalization;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The main table of a sweep for people.</summary>
public static class SummaryPaper
{
    /// <summary>The table: a line for each cell.</summary>
    /// <param name="analysis">The sweep in numbers.</param>
    /// <param name="wide">
    /// Whether everything is told. A page has room for less: no tokens a second, which are the machine's as much as the method's, no bits per
    /// byte where tokens are bytes, no effect sizes, and no number of seeds where it is the same for all.
    /// </param>
    public static PaperTable Of(SweepAnalysis analysis, bool wide)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        List<Column> columns = [.. Always(analysis, wide), .. Costs(analysis, wide), .. Comparisons(analysis, wide)];
        return new()
        {
            Name = analysis.Results.Plan.Name,
            Columns = ["", .. columns.Select(column => column.Head)],
            Rows = [.. analysis.Cells.Select(cell => (PaperCell[])[NameOf(analysis, cell), .. columns.Select(column => column.Cell(cell))])],
            Caption = SummaryCaption.Of(analysis, effects: wide),
            Notes = SummaryNotes.Of(analysis),
        };
    }

    private static IEnumerable<Column> Always(SweepAnalysis analysis, bool wide)
    {
        var perplexity = Digits.Of(analysis.Cells.Select(cell => (cell.Perplexity.Value, cell.Perplexity.HalfWidth())));
        var bits = Digits.Of(analysis.Cells.Select(cell => (cell.BitsPerByte.Value, cell.BitsPerByte.HalfWidth())));
        yield return new($"perplexity per {analysis.Results.Unit}", cell => new(perplexity.Text(cell.Perplexity.Value, cell.Perplexity.HalfWidth()), cell.IsAmongTheBest));
        if (wide || analysis.Results.Unit != "byte")
        {
            yield return new("bits per byte", cell => bits.Text(cell.BitsPerByte.Value, cell.BitsPerByte.HalfWidth()));
        }

        if (analysis.Results.Cells.Any(cell => cell.Planned.Count > 1 && (wide || cell.Runs.Count != analysis.Results.Cells[0].Planned.Count)))
        {
            yield return new("seeds", cell => cell.Cell.Runs.Count == cell.Cell.Planned.Count
                ? Count(cell.Cell.Runs.Count)
                : $"{Count(cell.Cell.Runs.Count)} of {Count(cell.Cell.Planned.Count)}");
        }
    }

    private static IEnumerable<Column> Costs(SweepAnalysis analysis, bool wide)
    {
        if (wide)
        {
            yield return new("tokens/s", cell => Count(cell.Cell.Runs.Average(run => run.TokensPerSecond)));
        }

        yield return new("parameters", cell => Count(cell.Cell.Runs[0].Facts?.Parameters ?? double.NaN));
        yield return new("memory, bytes", cell => Digits.Size(cell.Cell.Runs[0].Facts?.MemoryBytes ?? double.NaN));
        yield return new("FLOPs/token", cell => Digits.Size(cell.Cell.Runs[0].Facts?.FlopsPerToken ?? double.NaN));
        if (MatchText.QuantityOf(analysis) is { } quantity)
        {
            yield return new($"{quantity} matched to", cell => MatchText.Miss(cell.Cell));
        }
    }

    private static IEnumerable<Column> Comparisons(SweepAnalysis analysis, bool wide)
    {
        var compared = analysis.Cells.Where(cell => cell.Comparison is not null).ToList();
        if (compared.Count == 0)
        {
            yield break;
        }

        if (compared.Select(cell => cell.Against!.Against.Label).Distinct().Count() > 1)
        {
            yield return new("against", cell => cell.Against?.Against.Label ?? "");
        }

        var digits = Digits.Of(compared.Select(cell => (cell.Comparison!.Difference.Value, cell.Comparison.Difference.HalfWidth())));
        yield return new("difference", cell => cell.Comparison is { } shown ? digits.Text(shown.Difference.Value, shown.Difference.HalfWidth(), signed: true) : "");
        yield return new("p", cell => cell.Comparison is { } shown ? Digits.P(shown.CorrectedP) : "");
        if (wide)
        {
            yield return new("effect", cell => cell.Comparison is { } shown ? new Digits(2).Text(shown.Seeds > 1 ? shown.EffectSizeBySeed : shown.EffectSize, signed: true) : "");
        }

        yield return new("verdict", cell => cell.Comparison is { } shown ? VerdictText.Of(shown.Verdict) : "");
    }

    private static string NameOf(SweepAnalysis analysis, CellAnalysis cell)
    {
        var name = cell.IsBaseline ? $"{cell.Cell.Label} (baseline)" : cell.Cell.Label;
        var isAtWork = cell.Cell.Runs.Any(run => !run.IsDone);
        return (isAtWork ? $"{name} (at step {cell.Step.ToString(CultureInfo.InvariantCulture)})" : name) + (SummaryNotes.WarningsOf(cell.Cell).Any() ? " *" : "");
    }

    private static string Count(double value) => double.IsFinite(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : "";

    private sealed record Column(string Head, Func<CellAnalysis, PaperCell> Cell);
}
