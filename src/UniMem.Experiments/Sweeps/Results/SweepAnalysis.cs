using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>A sweep in numbers: every cell with its intervals, comparisons and verdicts, over all text and by position.</summary>
/// <remarks>
/// Each of the two tables is one family of comparisons for Holm's correction: all cells with the baseline; all cells with the baseline in
/// every position bin. Which cells are among the best is a family of its own.
/// </remarks>
public sealed record SweepAnalysis
{
    /// <summary>What it is read from.</summary>
    public required SweepResults Results { get; init; }

    /// <summary>Whole documents, in the order of the sweep.</summary>
    public required IReadOnlyList<CellAnalysis> Cells { get; init; }

    /// <summary>By position: the bins of one cell after those of another, ascending.</summary>
    public required IReadOnlyList<CellAnalysis> Positions { get; init; }

    /// <summary>Comparisons of the summary that Holm's correction counts.</summary>
    public int Comparisons => Cells.Count(cell => cell.Comparison is { PValue: not double.NaN });

    /// <summary>Comparisons by position that Holm's correction counts.</summary>
    public int ComparisonsByPosition => Positions.Count(cell => cell.Comparison is { PValue: not double.NaN });

    /// <summary>Runs that did not go to their end, in the order of the sweep.</summary>
    public IReadOnlyList<RunResult> Unfinished => [.. Results.Runs.Where(run => !run.IsDone)];

    /// <summary>Analyses what a sweep has given so far.</summary>
    public static SweepAnalysis Of(SweepResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var cells = results.Cells.Select(cell => CellAnalysis.Of(cell, results.IsBaseline(cell))).OfType<CellAnalysis>();
        var positions = results.Cells
            .SelectMany(cell => results.Bins.Select(bin => CellAnalysis.Of(cell, results.IsBaseline(cell), bin)))
            .OfType<CellAnalysis>();
        return new()
        {
            Results = results,
            Cells = WithBest(WithComparisons(results, [.. cells], bootstrap: true)),
            Positions = WithComparisons(results, [.. positions], bootstrap: false),
        };
    }

    private static List<CellAnalysis> WithComparisons(SweepResults results, IReadOnlyList<CellAnalysis> cells, bool bootstrap)
    {
        var family = CellComparison.Corrected([.. cells.Select(cell => results.BaselineOf(cell.Cell) is { } baseline
            ? CellComparison.Of(cell.Cell, baseline, score => cell.Bin?.Holds(score) ?? true, bootstrap)
            : null)]);
        return [.. cells.Select((cell, i) => cell with { Against = family[i] })];
    }

    private static List<CellAnalysis> WithBest(List<CellAnalysis> cells)
    {
        var rivals = cells.Where(cell => cell.Cell.Runs.All(run => run.IsDone)).ToList();
        if (rivals.Count < 2)
        {
            return cells;
        }

        var best = rivals.MinBy(cell => cell.Perplexity.Value)!;
        var family = CellComparison.Corrected([.. cells.Select(cell => cell == best || !rivals.Contains(cell) ? null : CellComparison.Of(cell.Cell, best.Cell))]);
        return [.. cells.Select((cell, i) => cell with { IsAmongTheBest = cell == best || family[i]?.Shown is { Verdict: not Verdict.Worse } })];
    }
}
