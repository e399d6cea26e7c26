using System.Globalization;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What a sweep shows, in sentences that say no more than its verdicts bear.</summary>
public static class SweepFindings
{
    // A sentence that names more is not read.
    private const int Named = 6;

    /// <summary>A sentence for each verdict, and one on positions beyond the second segment; none where nothing is compared.</summary>
    public static IReadOnlyList<string> Of(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var compared = analysis.Cells.Where(cell => cell.Comparison is not null).ToList();
        return compared.Count == 0 ? [] :
        [
            .. compared.GroupBy(cell => cell.Comparison!.Verdict).OrderBy(group => Order(group.Key)).Select(group => Sentence(analysis, group.Key, [.. group])),
            .. Beyond(analysis) is { } beyond ? (string[])[beyond] : [],
            .. compared.All(cell => cell.Comparison!.Seeds == 1) ? (string[])["One seed each: this says how these trained models differ, not how the methods would over other seeds."] : [],
        ];
    }

    private static string Sentence(SweepAnalysis analysis, Verdict verdict, IReadOnlyList<CellAnalysis> cells)
    {
        var name = analysis.Results.BaselineName;
        var list = List("; ", [.. cells.Select(cell => $"{cell.Cell.Label} ({Numbers(cell.Comparison!)})")], analysis.Cells.Count(cell => cell.Comparison is not null));
        return verdict == Verdict.NoDifferenceShown
            ? $"No difference to {name} shown: {list}."
            : $"{(verdict == Verdict.Better ? "Better" : "Worse")} than {name}, in nats per {analysis.Results.Unit}: {list}.";
    }

    private static string List(string separator, IReadOnlyList<string> items, int all) =>
        items.Count <= Named ? string.Join(separator, items)
        : string.Create(CultureInfo.InvariantCulture, $"{(items.Count == all ? "all" : items.Count)} of {all} (the table names them)");

    private static string Numbers(Comparison shown)
    {
        var digits = Digits(shown);
        var p = Tables.Digits.P(shown.CorrectedP);
        return digits.Text(shown.Difference.Value, shown.Difference.HalfWidth(), signed: true) + (p.Length == 0 ? "" : p[0] == '<' ? $", p {p}" : $", p = {p}");
    }

    private static Tables.Digits Digits(Comparison shown) => Tables.Digits.Of([(shown.Difference.Value, shown.Difference.HalfWidth())]);

    private static string? Beyond(SweepAnalysis analysis)
    {
        var beyond = 2L * analysis.Results.Plan.Runs.Max(run => run.Run.Config.Training.Segment);
        var bins = analysis.Results.Bins.Where(bin => bin.Start >= beyond).ToHashSet();
        var cells = analysis.Positions.Where(cell => cell.Against is not null && cell.Bin is { } bin && bins.Contains(bin)).GroupBy(cell => cell.Cell).ToList();
        if (cells.Count == 0)
        {
            return null;
        }

        var verdicts = cells
            .GroupBy(cell => cell.Count() == bins.Count && cell.All(bin => bin.Comparison?.Verdict == Verdict.Better))
            .ToDictionary(group => group.Key, group => List(", ", [.. group.Select(cell => cell.Key.Label)], cells.Count));
        return string.Create(CultureInfo.InvariantCulture, $"Better than {analysis.Results.BaselineName} in every bin beyond the second segment (position {beyond} on): ")
            + $"{verdicts.GetValueOrDefault(true, "none")}. Not shown: {verdicts.GetValueOrDefault(false, "none")}.";
    }

    private static int Order(Verdict verdict) => verdict switch { Verdict.Better => 0, Verdict.Worse => 1, _ => 2 };
}
