using System.Globalization;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What the cells of a sweep were made equal in, for people.</summary>
public static class MatchText
{
    private const double Unlike = 0.02;

    /// <summary>What was matched, such as <c>wall time</c>; null where nothing was.</summary>
    public static string? QuantityOf(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return analysis.Results.Runs.Select(run => run.Run.Match?.Quantity.Replace('_', ' ')).FirstOrDefault(quantity => quantity is not null);
    }

    /// <summary>By how much a cell misses the baseline's amount, the worst of its runs: <c>+0.4 %</c>; empty where nothing was matched.</summary>
    public static string Miss(SweepCell cell) => MatchOf(cell) is { } match
        ? string.Create(CultureInfo.InvariantCulture, $"{(match.Miss < 0 ? "\u2212" : "+")}{100 * Math.Abs(match.Miss):F1} %")
        : "";

    /// <summary>What was changed of each cell; or, where nothing was matched, that the cells differ in cost if they do.</summary>
    public static IEnumerable<string> Notes(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return QuantityOf(analysis) is { } quantity
            ? analysis.Cells.Where(cell => MatchOf(cell.Cell) is { Change.Length: > 0 })
                .Select(cell => $"{cell.Cell.Label}: {quantity} matched by {MatchOf(cell.Cell)!.Change}.")
            : Unmatched(analysis);
    }

    private static Match? MatchOf(SweepCell cell) => cell.Runs.Select(run => run.Run.Match).OfType<Match>().MaxBy(match => Math.Abs(match.Miss));

    private static IEnumerable<string> Unmatched(SweepAnalysis analysis)
    {
        var compute = analysis.Cells
            .Select(cell => cell.Cell.Runs.Average(run => (run.Facts?.FlopsPerToken ?? double.NaN) * run.TrainedTokens))
            .Where(flops => double.IsFinite(flops) && flops > 0)
            .ToList();
        return compute.Count > 1 && compute.Max() > (1 + Unlike) * compute.Min()
            ? [string.Create(CultureInfo.InvariantCulture, $"Compute is not matched: the dearest row was trained with {compute.Max() / compute.Min():F2} times the operations of the cheapest.")]
            : [];
    }
}
