using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Tells how long runs take, from calibrations.</summary>
public static class RunEstimate
{
    /// <summary>Seconds that a run takes from a step to its end, with its evaluations and checkpoints.</summary>
    /// <param name="config">The run.</param>
    /// <param name="timing">How long its parts take.</param>
    /// <param name="from">Steps done.</param>
    public static double Seconds(RunConfig config, RunTiming timing, long from = 0)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(timing);
        var steps = config.Training.Steps;
        return timing.Start + ((steps - from) * timing.Step) + timing.LastEvaluation
            + (Times(config.Evaluation.EverySteps, from, steps) * timing.EvaluationOnTheWay)
            + ((1 + Times(config.Training.CheckpointEverySteps, from, steps)) * timing.Checkpoint);
    }

    /// <summary>Seconds until all runs are done when so many of them are at work at the same time, the next one beginning where one ends.</summary>
    /// <param name="runs">Seconds of each, in the order in which they begin.</param>
    /// <param name="jobs">Runs at work at the same time.</param>
    public static double Together(IEnumerable<double> runs, int jobs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var workers = new double[Math.Max(1, jobs)];
        foreach (var seconds in runs)
        {
            workers[Array.IndexOf(workers, workers.Min())] += seconds;
        }

        return workers.Max();
    }

    // Multiples of the interval after a step and before the last one, where something is done in any case.
    private static long Times(long every, long from, long steps) => every == 0 ? 0 : ((steps - 1) / every) - (from / every);
}
