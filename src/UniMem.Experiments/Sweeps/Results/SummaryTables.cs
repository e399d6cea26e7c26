using System.Globalization;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The tables of a sweep: for programs as CSV, for people as Markdown.</summary>
public sealed class SummaryTables(SweepResults results)
{
    private static readonly string[] Columns =
    [
        "label", "method", "runs", "step", "perplexity", "perplexity_ci95", "bits_per_byte", "tokens_per_second", "parameters", "memory_bytes",
        "flops_per_token", "difference", "difference_se", "documents", "verdict", "ids",
    ];

    private static readonly string[] PositionColumns =
        ["label", "bin_start", "bin_end", "targets", "perplexity", "difference", "difference_se", "documents", "verdict"];

    /// <summary>Writes <c>summary.csv</c>.</summary>
    public void WriteSummary(string path) => CsvTable.Write(path, [.. AxisPaths, .. Columns], results.Cells.Select(SummaryRow));

    /// <summary>Writes <c>summary-by-position.csv</c>.</summary>
    public void WriteByPosition(string path) =>
        CsvTable.Write(path, PositionColumns, results.Cells.SelectMany(cell => results.Bins.Select(bin => PositionRow(cell, bin)).OfType<string[]>()));

    /// <summary>The main table for people.</summary>
    public string Markdown()
    {
        var compared = results.Cells.Any(cell => results.BaselineOf(cell) is not null);
        string[] head = ["", "perplexity", "bits per byte", "tokens/s", "parameters", .. compared ? (string[])[$"nats per token against {results.BaselineName}", "verdict"] : []];
        var warnings = results.Cells.SelectMany(cell => WarningsOf(cell).Select(warning => $"\n\\* {cell.Label}: {warning}\n"));
        return MarkdownTable.Of(head, [.. results.Cells.Select(cell => MarkdownRow(cell, compared))]) + string.Concat(warnings);
    }

    /// <summary>Differences to the baseline by position for people; empty where nothing is compared.</summary>
    public string MarkdownByPosition()
    {
        var compared = results.Cells.Where(cell => results.BaselineOf(cell) is not null).ToList();
        return compared.Count == 0 ? "" : MarkdownTable.Of(
            ["position", .. compared.Select(cell => cell.Label)],
            [.. results.Bins.Select(bin => (string[])[bin.ToString(), .. compared.Select(cell => Difference(cell, bin))])]);
    }

    private IEnumerable<string> AxisPaths => results.Plan.Axes.Select(axis => axis.Path).Where(path => path is not (SweepAxis.Method or SweepAxis.Seed));

    private string[] SummaryRow(SweepCell cell)
    {
        var (perplexity, score, facts) = (cell.Perplexity(cell.LastStep), Score.Of(cell.ScoresAt(cell.LastStep)), cell.Runs[0].Facts);
        var difference = results.Difference(cell);
        return
        [
            .. AxisPaths.Select(path => cell.Settings[path] ?? ""),
            cell.Label, cell.Method, Text(cell.Runs.Count), Text(cell.LastStep), Text(perplexity.Value), Text(perplexity.HalfWidth()), Text(score.BitsPerByte),
            Text(Speed(cell)), Text(facts?.Parameters), Text(facts?.MemoryBytes), Text(facts?.FlopsPerToken), Text(difference?.Value), Text(difference?.StandardError),
            Text(difference?.DegreesOfFreedom + 1), Verdict(difference), string.Join(' ', cell.Runs.Select(run => run.Run.Id)),
        ];
    }

    private string[]? PositionRow(SweepCell cell, PositionBin bin)
    {
        var score = Score.Of(cell.ScoresAt(cell.LastStep).Where(bin.Holds));
        if (score.Targets == 0)
        {
            return null;
        }

        var difference = results.Difference(cell, bin.Holds);
        return
        [
            cell.Label, Text(bin.Start), Text(bin.End), Text(score.Targets / cell.Runs.Count), Text(cell.Perplexity(cell.LastStep, bin.Holds).Value),
            Text(difference?.Value), Text(difference?.StandardError), Text(difference?.DegreesOfFreedom + 1), Verdict(difference),
        ];
    }

    private string[] MarkdownRow(SweepCell cell, bool compared)
    {
        var (perplexity, score) = (cell.Perplexity(cell.LastStep), Score.Of(cell.ScoresAt(cell.LastStep)));
        var interval = cell.Runs.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" \u00b1 {perplexity.HalfWidth():F3}") : "";
        var mark = WarningsOf(cell).Count > 0 ? " \\*" : "";
        var name = (results.IsBaseline(cell) ? $"{cell.Label} (baseline)" : cell.Label) + mark;
        string[] row =
        [
            cell.Runs.All(run => run.IsDone) ? name : $"{name} (at step {Text(cell.LastStep)})",
            Number(perplexity.Value, "F3") + interval, Number(score.BitsPerByte, "F4"), Number(Speed(cell), "N0"), Number(cell.Runs[0].Facts?.Parameters ?? double.NaN, "N0"),
        ];
        var difference = results.Difference(cell);
        return compared ? [.. row, WithError(difference), Verdict(difference)] : row;
    }

    private static IReadOnlyList<string> WarningsOf(SweepCell cell) => cell.Runs[0].Facts?.Warnings ?? [];

    private string Difference(SweepCell cell, PositionBin bin)
    {
        var difference = results.Difference(cell, bin.Holds);
        var mark = difference is { } d ? PairedDifference.VerdictOf(d) switch
        {
            Statistics.Verdict.Better => " better",
            Statistics.Verdict.Worse => " worse",
            _ => "      ",
        }
        : "";
        return WithError(difference) + mark;
    }

    private static double Speed(SweepCell cell) => cell.Runs.Average(run => run.TokensPerSecond);

    private static string WithError(Estimate? difference)
    {
        if (difference is not { } d)
        {
            return "";
        }

        var sign = Math.Round(d.Value, 4) switch { < 0 => "\u2212", > 0 => "+", _ => "" };
        var error = double.IsNaN(d.StandardError) ? "" : string.Create(CultureInfo.InvariantCulture, $" \u00b1 {d.StandardError:F4}");
        return $"{sign}{Number(Math.Abs(d.Value), "F4")}{error}";
    }

    private static string Verdict(Estimate? difference) => difference is { } d ? VerdictText.Of(PairedDifference.VerdictOf(d)) : "";

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
