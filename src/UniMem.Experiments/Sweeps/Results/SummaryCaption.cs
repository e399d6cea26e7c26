using System.Globalization;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The caption of a sweep's tables: what the numbers are, how sure they are, and what the verdicts go by.</summary>
public static class SummaryCaption
{
    /// <summary>Of the main table.</summary>
    /// <param name="analysis">The sweep in numbers.</param>
    /// <param name="effects">Whether the table tells effect sizes.</param>
    public static string Of(SweepAnalysis analysis, bool effects)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return string.Join(' ', ((string[])
        [
            Sentence($"{analysis.Results.Plan.Name}: {analysis.Results.Documents} held-out documents read from beginning to end"),
            Seeds(analysis),
            Best(analysis),
            Difference(analysis, analysis.Cells),
            P(analysis.Comparisons, analysis.Cells),
            effects ? Effect([.. analysis.Cells.Select(cell => cell.Comparison?.Seeds).OfType<int>()]) : "",
        ]).Where(part => part.Length > 0));
    }

    /// <summary>Of the table by position.</summary>
    public static string ByPosition(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return string.Join(' ', ((string[])
        [
            Sentence($"{analysis.Results.Plan.Name}: difference to {analysis.Results.BaselineName} by position in the document, in tokens from its beginning"),
            Difference(analysis, analysis.Positions),
            P(analysis.ComparisonsByPosition, analysis.Positions),
            "Bold: better.",
        ]).Where(part => part.Length > 0));
    }

    private static string Seeds(SweepAnalysis analysis)
    {
        var counts = analysis.Cells.Select(cell => cell.Cell.Runs.Count).Distinct().Order().ToList();
        return counts is [1]
            ? "One seed each: what other seeds would give is unknown."
            : Sentence($"Mean over seeds \u00b1 half of its 95 % interval (Student's t)")
                + (counts[0] == 1 ? " Rows of one seed have no interval: what other seeds would give is unknown." : "");
    }

    private static string Best(SweepAnalysis analysis) => analysis.Cells.Any(cell => cell.IsAmongTheBest)
        ? "Bold: the lowest perplexity, and those not shown to be worse than it (compared as below, corrected among themselves)."
        : "";

    private static string Difference(SweepAnalysis analysis, IReadOnlyList<CellAnalysis> cells)
    {
        var shown = cells.Select(cell => cell.Comparison).OfType<Comparison>().ToList();
        if (shown.Count == 0)
        {
            return "";
        }

        var against = cells.Select(cell => cell.Against?.Against.Label).OfType<string>().Distinct().ToList();
        var baseline = against.Count == 1 ? against[0] : $"{analysis.Results.BaselineName} at the same values of the other axes";
        var units = string.Join("; ", shown.GroupBy(c => c.Unit).OrderBy(group => group.Key).Select(group => UnitText(group.Key, [.. group])));
        return Sentence($"Difference: nats per {analysis.Results.Unit} more than {baseline}, below 0 is better, \u00b1 half of its 95 % interval, paired by {units}");
    }

    private static string UnitText(ComparedBy unit, IReadOnlyList<Comparison> of) => unit switch
    {
        ComparedBy.SeedsAndDocuments => string.Create(CultureInfo.InvariantCulture,
            $"seed and document with both counted as random ({Range(of.Select(c => c.Seeds))} seeds, {Range(of.Select(c => c.Documents))} documents; min F' of Clark 1973 with Cochran and Cox's quantile)"),
        ComparedBy.Documents => string.Create(CultureInfo.InvariantCulture, $"document for one seed ({Range(of.Select(c => c.Documents))} documents; other seeds are unknown)"),
        ComparedBy.Seeds => string.Create(CultureInfo.InvariantCulture, $"seed for one document ({Range(of.Select(c => c.Seeds))} seeds; other documents are unknown)"),
        _ => "nothing (one seed and one document)",
    };

    private static string P(int comparisons, IReadOnlyList<CellAnalysis> cells)
    {
        if (comparisons == 0)
        {
            return "";
        }

        var few = cells.Any(cell => cell.Comparison is { Unit: ComparedBy.Documents, Documents: < Comparison.FewDocuments })
            ? string.Create(CultureInfo.InvariantCulture, $", the larger of Student's and the sign-flip test's (fewer than {Comparison.FewDocuments} documents)")
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"p: two-sided{few}, corrected by Holm's method over {comparisons} comparison{(comparisons == 1 ? "" : "s")}; the verdict needs p < {Comparison.Level}; intervals are not corrected.");
    }

    private static string Effect(IReadOnlyList<int> seeds) => seeds.Count == 0 ? ""
        : "Effect: Cohen's d_z with Hedges' correction, over "
            + (seeds.All(count => count > 1) ? "seeds." : seeds.All(count => count == 1) ? "documents." : "seeds, or over documents in rows of one seed.");

    private static string Range(IEnumerable<int> counts)
    {
        var all = counts.ToList();
        return all.Min() == all.Max()
            ? all.Min().ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{all.Min()} to {all.Max()}");
    }

    private static string Sentence(FormattableString text) => text.ToString(CultureInfo.InvariantCulture) + ".";
}
