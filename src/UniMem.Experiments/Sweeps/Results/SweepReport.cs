using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plots;
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

        var analysis = SweepAnalysis.Of(results);
        var text = SummaryFiles.Write(analysis, folder);
        output.WriteLine();
        output.WriteLine(text);
        var figures = new SweepFigures(results, folder);
        foreach (var path in Draw(figures).Prepend(folder.At("summary.md")))
        {
            output.WriteLine(ConfigFiles.Shown(path));
        }

        foreach (var missing in figures.Missing())
        {
            output.WriteLine(missing);
        }
    }

    private List<string> Draw(SweepFigures figures) =>
        [.. figures.All().SelectMany(figure => FigureFiles.Save(renderer, figure.Figure, folder.At(figure.Name)))];
}
