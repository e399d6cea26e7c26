using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>The runs of a sweep that differ in nothing but the seed: a line of the tables, a curve of the figures.</summary>
/// <param name="Label">What tells it from the other cells.</param>
/// <param name="Method">The method's label, as its file sets it.</param>
/// <param name="Runs">Its runs that have been evaluated at least once, by seed.</param>
public sealed record SweepCell(string Label, string Method, IReadOnlyList<RunResult> Runs)
{
    /// <summary>The values of the axes that are neither method nor seed: what a cell and the baseline that it is compared with share.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; } = Runs[0].Run.Values
        .Where(value => value.Key is not (SweepAxis.Method or SweepAxis.Seed))
        .ToDictionary(value => value.Key, value => value.Value);

    /// <summary>The last step at which every run of the cell was evaluated.</summary>
    public long LastStep => Runs.Min(run => run.Evaluations[^1].Step);

    /// <summary>Steps at which every run of the cell was evaluated, ascending.</summary>
    public IReadOnlyList<long> Steps => [.. Runs
        .Select(run => run.Evaluations.Select(e => e.Step))
        .Aggregate((a, b) => a.Intersect(b))
        .Order()];

    /// <summary>Documents that every run of the cell read at each of <see cref="Steps"/>: what a curve over steps is drawn from.</summary>
    public IReadOnlySet<string> DocumentsOfAllSteps => Steps
        .SelectMany(step => Runs.Select(run => ScoresAt(run, step).Select(score => score.Document)))
        .Aggregate((a, b) => a.Intersect(b))
        .ToHashSet();

    /// <summary>Scores of all seeds at a step, by document and position.</summary>
    public IReadOnlyList<DocumentScore> ScoresAt(long step) => [.. Runs.SelectMany(run => ScoresAt(run, step))];

    /// <summary>Mean over the seeds of the perplexity at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public Estimate Perplexity(long step, Func<DocumentScore, bool>? of = null) =>
        Estimate.OfMean([.. Runs.Select(run => Score.Of(ScoresAt(run, step).Where(of ?? (_ => true))).Perplexity)]);

    /// <summary>Scores at a step of the seeds that another cell has too, so that the two can be compared seed by seed.</summary>
    public IReadOnlyList<DocumentScore> ScoresPairedWith(SweepCell other, long step)
    {
        ArgumentNullException.ThrowIfNull(other);
        var seeds = other.Runs.Select(Seed).ToHashSet();
        return [.. Runs.Where(run => seeds.Contains(Seed(run))).SelectMany(run => ScoresAt(run, step))];
    }

    private static string? Seed(RunResult run) => run.Run.Values.GetValueOrDefault(SweepAxis.Seed);

    private static IReadOnlyList<DocumentScore> ScoresAt(RunResult run, long step) => run.Evaluations.First(e => e.Step == step).Scores;
}
