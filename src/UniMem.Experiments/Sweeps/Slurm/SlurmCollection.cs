using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>Gathers what a sweep on a cluster has given so far.</summary>
public static class SlurmCollection
{
    /// <summary>Tells how far the sweep is and writes tables and figures of what is there.</summary>
    /// <returns>True when no run failed.</returns>
    public static bool Collect(SweepPlan plan, SweepFolder folder, TextWriter output, IFigureRenderer renderer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        var state = new SweepWatch(folder, [.. plan.Runs.Select(ListedRun.Of)]).State();
        output.WriteLine($"{plan.Name}: {state}");
        new SweepReport(plan, folder, renderer).Write(output);
        foreach (var run in state.Runs.Where(run => run.Phase == RunPhase.Failed))
        {
            output.WriteLine($"\n{run.Run.Label}: FAILED, {folder.Run(run.Run.Id).Failure}\n    in {folder.Run(run.Run.Id).Path}");
        }

        var left = state.Runs.Count(run => run.Phase is RunPhase.Waiting or RunPhase.Stopped or RunPhase.Failed);
        if (left > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n{left} of {plan.Runs.Count} runs are neither done nor in the cluster's queue: --launcher slurm submits them, --launcher local does them here."));
        }

        return state.Count(RunPhase.Failed) == 0;
    }

    /// <summary>Refuses to do here what the cluster is to do.</summary>
    /// <exception cref="ConfigurationException">Runs of the sweep are in the cluster's queue or at work there.</exception>
    public static void RequireIdle(SweepFolder folder)
    {
        var queue = new SlurmQueue(folder);
        var tasks = queue.Tasks().Values;
        if (queue.Silence.Length > 0)
        {
            throw new ConfigurationException("--launcher", $"this sweep was submitted to a cluster that does not answer here ({queue.Silence.TrimEnd('.')}), so nobody knows what is in its queue. "
                + $"Go on from a machine of the cluster, or give its jobs up by removing {folder.At("slurm")}.");
        }

        if (tasks.Where(task => task.IsActive).Select(task => task.Name).ToList() is { Count: > 0 } active)
        {
            throw new ConfigurationException("--launcher", string.Create(
                CultureInfo.InvariantCulture,
                $"{active.Count} runs of this sweep are in the cluster's queue or at work there ({string.Join(", ", active.Take(5))}{(active.Count > 5 ? ", ..." : "")}); wait for them, or scancel them first."));
        }
    }
}
