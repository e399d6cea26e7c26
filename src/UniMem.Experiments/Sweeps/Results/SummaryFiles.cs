using UniMem.Data;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>Writes the tables of a sweep into its folder: CSV for programs, Markdown for people, LaTeX for papers.</summary>
public static class SummaryFiles
{
    /// <summary>Writes <c>summary</c> and <c>summary-by-position</c> as .csv and .tex, <c>summary-by-run.csv</c>, and all for people in <c>summary.md</c>.</summary>
    /// <returns>The text for people, without its heading.</returns>
    public static string Write(SweepAnalysis analysis, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(folder);
        var csv = new SummaryCsv(analysis);
        csv.WriteSummary(folder.At("summary.csv"));
        csv.WriteByPosition(folder.At("summary-by-position.csv"));
        csv.WriteRuns(folder.At("summary-by-run.csv"));
        WholeFile.Write(folder.At("summary.tex"), LatexTable.Of(SummaryPaper.Of(analysis, wide: false)));
        var byPosition = PositionPaper.Of(analysis);
        if (byPosition is null)
        {
            File.Delete(folder.At("summary-by-position.tex"));
        }
        else
        {
            WholeFile.Write(folder.At("summary-by-position.tex"), LatexTable.Of(byPosition));
        }

        var text = Text(analysis, byPosition);
        WholeFile.Write(folder.At("summary.md"), $"# {analysis.Results.Plan.Name}\n\n{text}");
        return text;
    }

    private static string Text(SweepAnalysis analysis, PaperTable? byPosition)
    {
        var findings = string.Concat(SweepFindings.Of(analysis).Select(finding => $"- {finding}\n"));
        string[] parts = [MarkdownTable.Of(SummaryPaper.Of(analysis, wide: true)), byPosition is null ? "" : MarkdownTable.Of(byPosition), findings];
        return string.Join('\n', parts.Where(part => part.Length > 0));
    }
}
