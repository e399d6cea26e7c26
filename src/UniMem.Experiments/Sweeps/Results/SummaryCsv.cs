using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;
using static UniMem.Experiments.Sweeps.Results.CsvCells;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The tables of a sweep for programs.</summary>
/// <remarks>
/// Losses and differences are in nats per token, memory in bytes for one document, operations those of the forward pass for one token. A
/// column that ends in <c>_ci95</c> is half the width of a 95 % interval.
/// </remarks>
public sealed class SummaryCsv(SweepAnalysis analysis)
{
    private static readonly string[] Numbers =
    [
        "step", "loss", "loss_ci95", "perplexity", "perplexity_ci95", "bits_per_byte", "bits_per_byte_ci95", "best",
    ];

    private static readonly string[] Costs =
    [
        "tokens_per_second", "training_seconds", "trained_tokens", "parameters", "memory_bytes", "flops_per_token", "matched", "match_target", "match_reached", "match_change",
    ];

    private static readonly string[] Compared =
    [
        "against", "compared_step", "compared_seeds", "documents", "unit", "difference", "difference_se", "difference_df", "difference_low",
        "difference_high", "se_by_seed", "se_by_document", "p", "p_holm", "p_sign_flip", "effect_size", "effect_size_by_seed", "verdict",
    ];

    /// <summary>Writes <c>summary.csv</c>: a line for each cell.</summary>
    public void WriteSummary(string path) => CsvTable.Write(
        path,
        [.. AxisPaths, "label", "method", "seeds", "seeds_planned", .. Numbers, .. Costs, .. Compared, "bootstrap_low", "bootstrap_high", "ids"],
        analysis.Cells.Select(cell => (string[])
        [
            .. AxisPaths.Select(axis => cell.Cell.Axes.GetValueOrDefault(axis) ?? ""),
            cell.Cell.Label, cell.Cell.Method, Text(cell.Cell.Runs.Count), Text(cell.Cell.Planned.Count),
            .. NumbersOf(cell), .. CostsOf(cell.Cell), .. ComparedOf(cell),
            Text(cell.Comparison?.Bootstrap?.Low), Text(cell.Comparison?.Bootstrap?.High),
            string.Join(' ', cell.Cell.Runs.Select(run => run.Run.Id)),
        ]));

    /// <summary>Writes <c>summary-by-position.csv</c>: a line for each cell and position bin.</summary>
    public void WriteByPosition(string path) => CsvTable.Write(
        path,
        [.. AxisPaths, "label", "bin_start", "bin_end", "targets", .. Numbers, .. Compared],
        analysis.Positions.Select(cell => (string[])
        [
            .. AxisPaths.Select(axis => cell.Cell.Axes.GetValueOrDefault(axis) ?? ""),
            cell.Cell.Label, Text(cell.Bin?.Start), Text(cell.Bin?.End), Text(cell.Total.Targets / cell.Cell.Runs.Count), .. NumbersOf(cell), .. ComparedOf(cell),
        ]));

    /// <summary>Writes <c>summary-by-run.csv</c>: a line for each run that was planned, whether or not it was begun.</summary>
    public void WriteRuns(string path) => CsvTable.Write(
        path,
        [.. AxisPaths, "label", "method", "seed", "id", "state", "reason", "step", "loss", "perplexity", "bits_per_byte", .. Costs],
        analysis.Results.Runs.Select(run =>
        {
            var score = Score.Of(run.Final);
            var shown = run.Evaluations.Count > 0;
            return (string[])
            [
                .. AxisPaths.Select(axis => run.Run.Values.GetValueOrDefault(axis) ?? ""),
                run.Run.Label, run.Run.Run.Config.Method, Text(run.Run.Run.Config.Seed), run.Run.Id, run.Outcome.State, run.Outcome.Reason, Text(shown ? run.Evaluations[^1].Step : null),
                Text(shown ? score.Loss : null), Text(shown ? score.Perplexity : null), Text(shown ? score.BitsPerByte : null), .. CostsOf([run]),
            ];
        }));

    private IEnumerable<string> AxisPaths => analysis.Results.Plan.Axes.Select(axis => axis.Path).Where(path => path is not (SweepAxis.Method or SweepAxis.Seed));

    private static string[] NumbersOf(CellAnalysis cell) =>
    [
        Text(cell.Step), Text(cell.Loss.Value), Text(cell.Loss.HalfWidth()), Text(cell.Perplexity.Value), Text(cell.Perplexity.HalfWidth()),
        Text(cell.BitsPerByte.Value), Text(cell.BitsPerByte.HalfWidth()), cell.IsAmongTheBest ? "yes" : "",
    ];

    private static string[] CostsOf(SweepCell cell) => CostsOf(cell.Runs);

    private static string[] CostsOf(IReadOnlyList<RunResult> runs) =>
    [
        Text(runs.Average(run => run.TokensPerSecond)), Text(runs.Average(run => run.TrainingSeconds)), Text((long)runs.Average(run => run.TrainedTokens)),
        Text(runs[0].Facts?.Parameters), Text(runs[0].Facts?.MemoryBytes), Text(runs[0].Facts?.FlopsPerToken),
        runs[0].Run.Match?.Quantity ?? "", Text(runs[0].Run.Match?.Target), Text(runs[0].Run.Match?.Reached), runs[0].Run.Match?.Change ?? "",
    ];

    private static string[] ComparedOf(CellAnalysis cell) => cell.Comparison is not { } shown ? [.. Compared.Select(_ => "")] :
    [
        cell.Against!.Against.Label, Text(cell.Against.Step), Text(shown.Seeds), Text(shown.Documents), SnakeCase.Of(shown.Unit.ToString()),
        Text(shown.Difference.Value), Text(shown.Difference.StandardError), Text(shown.Difference.DegreesOfFreedom),
        Text(shown.Difference.Interval().Low), Text(shown.Difference.Interval().High), Text(shown.BySeed.StandardError), Text(shown.ByDocument.StandardError),
        Text(shown.PValue), Text(shown.CorrectedP), Text(shown.SignFlipP), Text(shown.EffectSize), Text(shown.EffectSizeBySeed), VerdictText.Of(shown.Verdict),
    ];
}
