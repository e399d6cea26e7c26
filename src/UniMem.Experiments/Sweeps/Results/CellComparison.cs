using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>A cell beside another one: what is shown, or why nothing can be.</summary>
/// <param name="Against">The cell that it is compared with.</param>
/// <param name="Step">
/// The last step at which both were evaluated under the seeds that they share; the cell's own last step where steps were matched, because then
/// the two are compared where each ends; 0 where there is none.
/// </param>
/// <param name="Shown">The comparison; null where the two cannot be compared.</param>
/// <param name="Hindrance">Why they cannot; empty where they can.</param>
public sealed record CellComparison(SweepCell Against, long Step, Comparison? Shown, string Hindrance)
{
    /// <summary>Compares two cells seed by seed and document by document.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="against">The cell that it is compared with.</param>
    /// <param name="of">Which scores count; all when null.</param>
    /// <param name="bootstrap">Whether to draw the bootstrap's interval too.</param>
    public static CellComparison Of(SweepCell cell, SweepCell against, Func<DocumentScore, bool>? of = null, bool bootstrap = false)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(against);
        var pairs = cell.Runs.Join(against.Runs, run => run.Seed ?? "", run => run.Seed ?? "", (ours, theirs) => (Ours: ours, Theirs: theirs)).ToList();
        if (pairs.Count == 0)
        {
            return new(against, 0, null, $"no seed in common with {against.Label}");
        }

        if (pairs.Any(pair => pair.Ours.Run.Match is not null && Steps(pair.Ours) != Steps(pair.Theirs)))
        {
            return pairs.All(pair => HasEnded(pair.Ours) && HasEnded(pair.Theirs))
                ? At(pairs.Max(pair => Steps(pair.Ours)), Steps, pairs, against, of ?? (_ => true), bootstrap)
                : new(against, 0, null, $"its steps are matched to those of {against.Label}, so that the two are compared where each ends, and they have not ended");
        }

        var steps = pairs.SelectMany(pair => new[] { pair.Ours, pair.Theirs })
            .Select(run => run.Evaluations.Select(evaluation => evaluation.Step))
            .Aggregate((a, b) => a.Intersect(b))
            .ToList();
        return steps.Count == 0
            ? new(against, 0, null, $"no step at which both it and {against.Label} were evaluated")
            : At(steps.Max(), _ => steps.Max(), pairs, against, of ?? (_ => true), bootstrap);
    }

    private static long Steps(RunResult run) => run.Run.Run.Config.Training.Steps;

    private static bool HasEnded(RunResult run) => run.Evaluations.Any(evaluation => evaluation.Step == Steps(run));

    private static CellComparison At(
        long step, Func<RunResult, long> at, IEnumerable<(RunResult Ours, RunResult Theirs)> pairs, SweepCell against, Func<DocumentScore, bool> of, bool bootstrap)
    {
        try
        {
            var sample = PairedSample.Of([.. pairs.Select(pair => (pair.Ours.ScoresAt(at(pair.Ours)).Where(of), pair.Theirs.ScoresAt(at(pair.Theirs)).Where(of)))]);
            return new(against, step, Comparison.Of(sample, bootstrap), "");
        }
        catch (ArgumentException otherText)
        {
            return new(against, step, null, $"compared with {against.Label}, {otherText.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Corrects the comparisons of one table for their number.</summary>
    public static IReadOnlyList<CellComparison?> Corrected(IReadOnlyList<CellComparison?> family)
    {
        var corrected = Comparison.Corrected([.. family.Select(comparison => comparison?.Shown)]);
        return [.. family.Select((comparison, i) => comparison is null ? null : comparison with { Shown = corrected[i] })];
    }
}
