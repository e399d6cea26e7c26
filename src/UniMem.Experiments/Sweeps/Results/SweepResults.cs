using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What a sweep has given so far, read from the folders of its runs.</summary>
public sealed class SweepResults
{
    private SweepResults(SweepPlan plan, IReadOnlyList<RunResult> runs)
    {
        Plan = plan;
        Runs = runs;
        Cells = [.. runs
            .Where(run => run.Evaluations.Count > 0)
            .GroupBy(run => run.Run.Label)
            .Select(group => new SweepCell(group.Key, group.First().Run.Run.Config.Method, [.. group]))];
    }

    /// <summary>The sweep.</summary>
    public SweepPlan Plan { get; }

    /// <summary>Every run of the sweep.</summary>
    public IReadOnlyList<RunResult> Runs { get; }

    /// <summary>The runs grouped by everything but the seed, in the order of the sweep; runs without any evaluation are left out.</summary>
    public IReadOnlyList<SweepCell> Cells { get; }

    /// <summary>Reads the runs of a sweep.</summary>
    public static SweepResults Read(SweepPlan plan, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        return new(plan, [.. plan.Runs.Select(run => RunResult.Read(run, folder.Run(run.Id)))]);
    }

    /// <summary>The baseline as tables and figures call it; empty when there is none.</summary>
    public string BaselineName => Plan.Baseline?.Name ?? "";

    /// <summary>True for a cell of the baseline.</summary>
    public bool IsBaseline(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Plan.Baseline?.Is(cell.Runs[0].Run) == true;
    }

    /// <summary>
    /// The cell that another is compared with: the baseline under the same settings, as far as both have them. Null where there is none, and
    /// for the baseline itself.
    /// </summary>
    public SweepCell? BaselineOf(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Cells.FirstOrDefault(other => Plan.Baseline?.Serves(other.Runs[0].Run, cell.Runs[0].Run) == true);
    }

    /// <summary>
    /// How a cell differs from its baseline at the last step that both have, in nats per token, paired over documents; null where there is no
    /// baseline, or no text that both were evaluated on.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public Estimate? Difference(SweepCell cell, Func<DocumentScore, bool>? of = null)
    {
        if (BaselineOf(cell) is not { } baseline)
        {
            return null;
        }

        var steps = cell.Steps.Intersect(baseline.Steps).ToList();
        var (ours, theirs) = steps.Count == 0 ? ([], []) : (cell.ScoresPairedWith(baseline, steps[^1]), baseline.ScoresPairedWith(cell, steps[^1]));
        return ours.Count == 0 || theirs.Count == 0 || !ours.Any(of ?? (_ => true))
            ? null
            : PairedDifference.Of(ours.Where(of ?? (_ => true)), theirs.Where(of ?? (_ => true)));
    }

    /// <summary>The position bins of the evaluations, ascending: start and end in tokens, the last without an end.</summary>
    public IReadOnlyList<PositionBin> Bins => [.. Cells
        .SelectMany(cell => cell.ScoresAt(cell.LastStep))
        .Select(score => new PositionBin(score.BinStart, score.BinEnd))
        .Distinct()
        .OrderBy(bin => bin.Start)];

    /// <summary>Held-out documents that the tables are about.</summary>
    public int Documents => Cells.Count == 0 ? 0 : Cells.Max(cell => cell.ScoresAt(cell.LastStep).Select(score => score.Document).Distinct().Count());
}
