using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>Differences to the baseline by position in the document, for people.</summary>
public static class PositionPaper
{
    /// <summary>The table, a line for each position bin; null where nothing is compared.</summary>
    public static PaperTable? Of(SweepAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var compared = analysis.Positions.Where(cell => cell.Comparison is not null).ToList();
        if (compared.Count == 0)
        {
            return null;
        }

        var digits = Digits.Of(compared.Select(cell => (cell.Comparison!.Difference.Value, cell.Comparison.Difference.HalfWidth())));
        var cells = compared.Select(cell => cell.Cell).Distinct().ToList();
        return new()
        {
            Name = analysis.Results.Plan.Name + "-by-position",
            Columns = ["position", .. cells.Select(cell => cell.Label)],
            Rows = [.. analysis.Results.Bins.Select(bin => (PaperCell[])
                [bin.ToString(), .. cells.Select(cell => Cell(compared.FirstOrDefault(c => c.Cell == cell && c.Bin == bin)?.Comparison, digits))])],
            Caption = SummaryCaption.ByPosition(analysis) + " A star marks worse.",
        };
    }

    private static PaperCell Cell(Comparison? shown, Digits digits) => shown is null ? "" : new PaperCell(
        digits.Text(shown.Difference.Value, shown.Difference.HalfWidth(), signed: true) + (shown.Verdict == Verdict.Worse ? " *" : ""),
        shown.Verdict == Verdict.Better);
}
