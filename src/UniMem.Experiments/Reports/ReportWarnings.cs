using System.Globalization;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Reports;

/// <summary>What a reader must know before believing a sweep's numbers.</summary>
/// <param name="analysis">The sweep in numbers.</param>
/// <param name="folder">Where its runs are.</param>
/// <param name="environment">What they were computed with.</param>
internal sealed class ReportWarnings(SweepAnalysis analysis, SweepFolder folder, ReportEnvironment environment)
{
    /// <summary>The warnings, a sentence or two each; whether any are missing first.</summary>
    public IReadOnlyList<string> All() =>
    [
        .. Missing(),
        .. analysis.Results.Runs.Where(HasDiverged).Select(run => $"{run.Run.FullLabel}: the training loss stopped being a number."),
        .. SummaryPaper.Of(analysis, wide: true).Notes.Select(note => note.TrimStart('*', ' ')),
        .. Seeds(),
        .. Machines(),
    ];

    private IEnumerable<string> Missing()
    {
        var (done, all) = (analysis.Results.Runs.Count(run => run.IsDone), analysis.Results.Runs.Count);
        return done == all ? [] : [string.Create(CultureInfo.InvariantCulture, $"Preliminary: {done} of {all} runs went to their end.")];
    }

    private bool HasDiverged(RunResult run) => RunCourse.Read(folder.Run(run.Run.Id)).Losses.Any(step => !double.IsFinite(step.Loss));

    private IEnumerable<string> Seeds()
    {
        var fewest = analysis.Cells.Min(cell => cell.Cell.Runs.Count);
        return fewest switch
        {
            1 => ["Some rows rest on one seed: what other seeds would give is unknown."],
            2 => ["Some rows rest on two seeds, so their intervals over seeds are very wide."],
            _ => [],
        };
    }

    private IEnumerable<string> Machines()
    {
        if (environment.Of("uncommitted_changes").Contains("yes"))
        {
            yield return "Some runs were computed from sources with uncommitted changes, so the commit alone does not repeat them.";
        }

        if (environment.Of("commit").Count > 1)
        {
            yield return "The runs were computed at different commits; see Environment.";
        }

        if (environment.Of("cpu").Count > 1 || environment.Of("device").Count > 1 || environment.Of("threads").Count > 1)
        {
            yield return "The runs were computed on different processors, devices or numbers of threads, so their speeds and times do not compare.";
        }
    }
}
