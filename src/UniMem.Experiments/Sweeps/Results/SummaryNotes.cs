using System.Globalization;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What must be known of single rows of a sweep's tables.</summary>
public static class SummaryNotes
{
    /// <summary>The notes: warnings, what was matched, comparisons that could not be made or stand apart, and runs that are not finished.</summary>
    public static IReadOnlyList<string> Of(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return
        [
            .. analysis.Cells.SelectMany(cell => WarningsOf(cell.Cell).Select(warning => $"* {cell.Cell.Label}: {warning}")),
            .. MatchText.Notes(analysis),
            .. analysis.Cells.Select(cell => Comparison(analysis, cell)).OfType<string>(),
            .. Pruning(analysis),
            .. analysis.Unfinished.Select(Unfinished),
        ];
    }

    /// <summary>What spoils runs of a cell.</summary>
    public static IEnumerable<string> WarningsOf(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Runs.SelectMany(run => run.Facts?.Warnings ?? []).Distinct();
    }

    private static string? Comparison(SweepAnalysis analysis, CellAnalysis cell)
    {
        var candidates = analysis.Results.Baselines(cell.Cell);
        return cell.Against switch
        {
            { Hindrance.Length: > 0 } hindered => $"{cell.Cell.Label} is not compared: {hindered.Hindrance}.",
            { } against when against.Step != cell.Step || against.Step != against.Against.LastStep =>
                string.Create(CultureInfo.InvariantCulture, $"{cell.Cell.Label} is compared with {against.Against.Label} at step {against.Step}, the last that both have."),
            null when candidates.Count > 1 =>
                $"{cell.Cell.Label} is not compared: several cells of the baseline would do ({string.Join("; ", candidates.Select(candidate => candidate.Label))}).",
            null when analysis.Results.BaselineName.Length > 0 && !cell.IsBaseline => $"{cell.Cell.Label} is not compared: the baseline has no results at its settings.",
            _ => null,
        };
    }

    private static IEnumerable<string> Pruning(SweepAnalysis analysis) => analysis.Results.Plan.Settings.Pruning.Rule is var rule and not PruningRule.None
        ? [$"Runs were stopped early by the rule {SnakeCase.Of(rule.ToString())}: rows that lost seeds by it rest on the better ones, and look better for it."]
        : [];

    private static string Unfinished(RunResult run)
    {
        var at = run.Evaluations.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", last evaluated at step {run.Evaluations[^1].Step}") : "";
        var why = run.Outcome.Reason.Length > 0 ? $" ({run.Outcome.Reason.TrimEnd('.')})" : "";
        return $"{run.Run.FullLabel}: {run.Outcome.State}{why}{at}.";
    }
}
