using System.Globalization;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>Writes the tables and figures of a sweep into its folder, and says what they show.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Its folder.</param>
/// <param name="renderer">What draws the figures.</param>
public sealed class SweepReport(SweepPlan plan, SweepFolder folder, IFigureRenderer renderer)
{
    /// <summary>Writes them.</summary>
    /// <param name="output">Is told the table and the paths.</param>
    /// <exception cref="FigureException">The figures cannot be drawn; the tables are there all the same.</exception>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var results = SweepResults.Read(plan, folder);
        folder.Link(plan.Runs);
        if (results.Cells.Count == 0)
        {
            output.WriteLine("No run has been evaluated yet, so there is nothing to show.");
            return;
        }

        var tables = new SummaryTables(results);
        tables.WriteSummary(folder.At("summary.csv"));
        tables.WriteByPosition(folder.At("summary-by-position.csv"));
        var text = Text(results, tables);
        WholeFile.Write(folder.At("summary.md"), $"# {plan.Name}\n\n{text}");
        output.WriteLine();
        output.WriteLine(text);
        foreach (var path in Draw(new SweepFigures(results, folder)).Prepend(folder.At("summary.md")))
        {
            output.WriteLine(ConfigFiles.Shown(path));
        }
    }

    private List<string> Draw(SweepFigures figures) =>
        [.. figures.All().SelectMany(figure => FigureFiles.Save(renderer, figure.Figure, folder.At(figure.Name)))];

    private string Text(SweepResults results, SummaryTables tables)
    {
        var text = tables.Markdown();
        if (tables.MarkdownByPosition() is { Length: > 0 } byPosition)
        {
            text += $"\nNats per token against {results.BaselineName} by position in the document, with the standard error of the difference paired over documents:\n\n{byPosition}\n{Finding(results)}";
        }

        var unfinished = results.Runs.Where(run => !run.IsDone).Select(run => run.Run.FullLabel).ToList();
        return unfinished.Count == 0 ? text : $"{text}\nNot finished: {string.Join("; ", unfinished)}.\n";
    }

    private string Finding(SweepResults results)
    {
        var beyond = 2L * plan.Runs.Max(run => run.Run.Config.Training.Segment);
        var bins = results.Bins.Where(bin => bin.Start >= beyond).ToList();
        var verdicts = results.Cells
            .Where(cell => results.BaselineOf(cell) is not null)
            .GroupBy(cell => bins.Count > 0 && bins.All(bin => results.Difference(cell, bin.Holds) is { } d && PairedDifference.VerdictOf(d) == Verdict.Better))
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(cell => cell.Label)));
        return string.Create(CultureInfo.InvariantCulture, $"Better than {results.BaselineName} in every bin beyond the second segment (position {beyond} on): ")
            + $"{verdicts.GetValueOrDefault(true, "none")}. Not shown: {verdicts.GetValueOrDefault(false, "none")}.\n";
    }
}
