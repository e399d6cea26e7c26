namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Tells when a sweep will have ended.</summary>
/// <remarks>
/// A run that has not shown its speed is taken to need as long for a token as the runs of its cell that have, or else as all runs that have.
/// The runs at work and then those that wait are dealt to the workers as each becomes free; the last to end is the answer.
/// </remarks>
internal static class SweepForecast
{
    public static TimeSpan? Of(SweepState state)
    {
        var known = state.Runs.Where(run => run.Status is { SecondsPerStep: > 0 }).ToList();
        if (state.Workers == 0 || known.Count == 0)
        {
            return null;
        }

        var average = known.Average(SecondsPerToken);
        var byCell = known.GroupBy(run => run.Run.Cell).ToDictionary(cell => cell.Key, cell => cell.Average(SecondsPerToken));
        var free = new PriorityQueue<double, double>(Enumerable.Repeat((0.0, 0.0), state.Workers));
        var end = 0.0;
        foreach (var run in state.Runs.Where(IsLeft).OrderBy(run => run.Phase == RunPhase.Running ? 0 : 1))
        {
            var speed = run.Status is { SecondsPerStep: > 0 } ? SecondsPerToken(run) : byCell.GetValueOrDefault(run.Run.Cell, average);
            var seconds = speed * run.Run.TokensPerStep * (run.Run.Steps - (run.Status?.Step ?? 0));
            var at = free.Dequeue() + seconds;
            free.Enqueue(at, at);
            end = Math.Max(end, at);
        }

        return TimeSpan.FromSeconds(end);
    }

    private static bool IsLeft(RunState run) => run.Phase is RunPhase.Waiting or RunPhase.Queued or RunPhase.Running or RunPhase.Stopped;

    private static double SecondsPerToken(RunState run) => run.Status!.Value.SecondsPerStep / run.Run.TokensPerStep;
}
