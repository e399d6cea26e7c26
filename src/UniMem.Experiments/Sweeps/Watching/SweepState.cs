using System.Globalization;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>All runs of a sweep and how far they are.</summary>
/// <param name="Runs">The runs, in the order of the sweep.</param>
/// <param name="Workers">How many are at work at the same time; 0 when nobody is.</param>
public sealed record SweepState(IReadOnlyList<RunState> Runs, int Workers)
{
    /// <summary>How many runs are in a phase.</summary>
    public int Count(RunPhase phase) => Runs.Count(run => run.Phase == phase);

    /// <summary>True when no run can go further: each is done, was pruned or failed.</summary>
    public bool IsOver => Runs.All(run => run.Phase is RunPhase.Done or RunPhase.Pruned or RunPhase.Failed);

    /// <summary>Expected time until the last run ends; null as long as no run has shown a speed, and where nobody is at work.</summary>
    public TimeSpan? Left => SweepForecast.Of(this);

    /// <summary>One line for people: <c>3 of 18 runs done, 1 failed, 2 at work; about 12:40 left</c>.</summary>
    public override string ToString()
    {
        (RunPhase Phase, string Words)[] others =
        [
            (RunPhase.Pruned, "stopped early"), (RunPhase.Failed, "failed"), (RunPhase.Running, "at work"), (RunPhase.Queued, "in the queue"), (RunPhase.Stopped, "interrupted"),
        ];
        var counts = others.Where(other => Count(other.Phase) > 0).Select(other => string.Create(CultureInfo.InvariantCulture, $", {Count(other.Phase)} {other.Words}"));
        return string.Create(CultureInfo.InvariantCulture, $"{Count(RunPhase.Done)} of {Runs.Count} runs done{string.Concat(counts)}")
            + (Left is { } left ? $"; about {RunStatus.TimeText(left)} left" : "");
    }
}
