using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The runs of a sweep that differ in nothing but the seed: a line of the tables, a curve of the figures.</summary>
/// <param name="Label">What tells it from the other cells.</param>
/// <param name="Method">The method's label, as its file sets it.</param>
/// <param name="Runs">
/// Its runs that count, by seed: those that went to their end; while there are none, those that have been evaluated at least once.
/// </param>
public sealed record SweepCell(string Label, string Method, IReadOnlyList<RunResult> Runs)
{
    /// <summary>All its runs, also those that have not been evaluated yet.</summary>
    public IReadOnlyList<RunResult> Planned { get; init; } = Runs;

    /// <summary>The values of the axes, the seed left out, by path; null where the method has no such setting.</summary>
    public IReadOnlyDictionary<string, string?> Axes { get; } = Runs[0].Run.Values
        .Where(value => value.Key != SweepAxis.Seed)
        .ToDictionary(value => value.Key, value => value.Value);

    /// <summary>True when every run that was planned went to its end.</summary>
    public bool IsComplete => Planned.All(run => run.IsDone);

    /// <summary>The last step at which every run of the cell was evaluated.</summary>
    public long LastStep => Runs.Min(run => run.Evaluations[^1].Step);

    /// <summary>Steps at which every run of the cell was evaluated, ascending.</summary>
    public IReadOnlyList<long> Steps => [.. Runs
        .Select(run => run.Evaluations.Select(e => e.Step))
        .Aggregate((a, b) => a.Intersect(b))
        .Order()];

    /// <summary>Documents that every run of the cell read at each of <see cref="Steps"/>: what a curve over steps is drawn from.</summary>
    public IReadOnlySet<string> DocumentsOfAllSteps => Steps
        .SelectMany(step => Runs.Select(run => run.ScoresAt(step).Select(score => score.Document)))
        .Aggregate((a, b) => a.Intersect(b))
        .ToHashSet();

    /// <summary>Scores of all seeds at a step, by document and position.</summary>
    public IReadOnlyList<DocumentScore> ScoresAt(long step) => [.. Runs.SelectMany(run => run.ScoresAt(step))];

    /// <summary>Mean over the seeds of the perplexity at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public Estimate Perplexity(long step, Func<DocumentScore, bool>? of = null) => Mean(step, score => score.Perplexity, of);

    /// <summary>Mean over the seeds of a number at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="number">The number, of a seed's totals.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public Estimate Mean(long step, Func<Score, double> number, Func<DocumentScore, bool>? of = null) =>
        Estimate.OfMean([.. Runs.Select(run => number(Score.Of(run.ScoresAt(step).Where(of ?? (_ => true)))))]);
}
