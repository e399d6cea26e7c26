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
        Cells = [.. runs.GroupBy(run => Key(run.Run)).Select(Cell).OfType<SweepCell>()];
        Bins = [.. Cells
            .SelectMany(cell => cell.ScoresAt(cell.LastStep))
            .Select(score => new PositionBin(score.BinStart, score.BinEnd))
            .Distinct()
            .OrderBy(bin => bin.Start)
            .ThenBy(bin => bin.End)];
    }

    /// <summary>The sweep.</summary>
    public SweepPlan Plan { get; }

    /// <summary>Every run of the sweep.</summary>
    public IReadOnlyList<RunResult> Runs { get; }

    /// <summary>
    /// The runs grouped by the values of all axes but the seed, in the order of the sweep; a group without any evaluation is left out.
    /// </summary>
    public IReadOnlyList<SweepCell> Cells { get; }

    /// <summary>The position bins of the evaluations, ascending: start and end in tokens, the last without an end.</summary>
    public IReadOnlyList<PositionBin> Bins { get; }

    /// <summary>Reads the runs of a sweep.</summary>
    public static SweepResults Read(SweepPlan plan, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        return new(plan, [.. plan.Runs.Select(run => RunResult.Read(run, folder.Run(run.Id)))]);
    }

    /// <summary>What a token is: <c>byte</c> or <c>token</c>.</summary>
    public string Unit => Plan.Runs[0].Run.Config.Data.Tokenizer.Type == "bytes" ? "byte" : "token";

    /// <summary>The baseline as tables and figures call it; empty when there is none.</summary>
    public string BaselineName => Plan.Baseline?.Name ?? "";

    /// <summary>True for a cell of the baseline.</summary>
    public bool IsBaseline(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Plan.Baseline?.Is(cell.Runs[0].Run) == true;
    }

    /// <summary>The cell that another is compared with; null for the baseline itself, and where there is none or where several would do.</summary>
    public SweepCell? BaselineOf(SweepCell cell) => Baselines(cell) is [var only] ? only : null;

    /// <summary>The cells of the baseline that another could be compared with; see <see cref="SweepBaseline.Serves"/>.</summary>
    public IReadOnlyList<SweepCell> Baselines(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return [.. Cells.Where(other => Plan.Baseline?.Serves(other.Runs[0].Run, cell.Runs[0].Run) == true)];
    }

    /// <summary>
    /// How a cell differs from its baseline at the last step that both have, in nats per token, over seeds and documents; null where nothing
    /// can be compared.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public Estimate? Difference(SweepCell cell, Func<DocumentScore, bool>? of = null) =>
        BaselineOf(cell) is { } baseline ? CellComparison.Of(cell, baseline, of).Shown?.Difference : null;

    /// <summary>Held-out documents that the tables are about.</summary>
    public int Documents => Cells.Count == 0 ? 0 : Cells.Max(cell => cell.ScoresAt(cell.LastStep).Select(score => score.Document).Distinct().Count());

    private static string Key(PlannedRun run) => string.Join('\n', run.Values
        .Where(value => value.Key != SweepAxis.Seed)
        .OrderBy(value => value.Key, StringComparer.Ordinal)
        .Select(value => $"{value.Key}={value.Value ?? "\0"}")
        .Prepend(run.Label));

    private static SweepCell? Cell(IEnumerable<RunResult> runs)
    {
        var planned = runs.ToList();
        var evaluated = planned.Where(run => run.Evaluations.Count > 0).ToList();
        var done = evaluated.Where(run => run.IsDone).ToList();
        return evaluated.Count == 0
            ? null
            : new(planned[0].Run.Label, planned[0].Run.Run.Config.Method, done.Count > 0 ? done : evaluated) { Planned = planned };
    }
}
