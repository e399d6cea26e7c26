namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>Which runs of a sweep are stopped before their end; off unless a rule is named.</summary>
/// <remarks>
/// Every run goes to the first of the steps named and waits there until all others have come as far; then the rule stops some for good, and the
/// rest goes on to the next. So what is stopped follows from the evaluations that the run folders hold, and neither from the number of jobs nor
/// from which run was faster. Runs of the baseline count and are never stopped. What counts is bits per byte on the evaluation's documents.
/// </remarks>
public sealed record PruningSettings
{
    /// <summary>The rule.</summary>
    public PruningRule Rule { get; init; }

    /// <summary>The steps at which it is applied, ascending: multiples of <c>evaluation.every_steps</c>, below the steps of every run.</summary>
    public IReadOnlyList<long> At { get; init; } = [];

    /// <summary>Share of the runs that <c>successive_halving</c> keeps each time, rounded up. More than 0 and less than 1; one half when not given.</summary>
    public double? Keep { get; init; }

    /// <summary>How many applications in a row <c>no_improvement</c> waits for a better value. At least 1; 1 when not given.</summary>
    public int? Patience { get; init; }
}
