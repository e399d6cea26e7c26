using System.Diagnostics;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Carries out the runs of a sweep that are not done yet, on this machine.</summary>
/// <param name="plan">The runs.</param>
/// <param name="folder">Where results are kept; the caller holds its lock.</param>
/// <param name="display">What is shown of them.</param>
/// <param name="command">The command that carries out an order; the program itself when null.</param>
/// <param name="gpus">The GPUs that are given out; those that this process sees when null.</param>
public sealed class SweepRunner(
    SweepPlan plan, SweepFolder folder, ISweepDisplay display, Func<RunOrder, ProcessStartInfo>? command = null, IReadOnlyList<string>? gpus = null)
{
    private readonly PruningLadder _ladder = new(plan, folder);

    /// <summary>Carries them out.</summary>
    /// <param name="jobs">Runs at work at the same time, at least 1.</param>
    /// <param name="stop">Asks for an end: the runs at work stop with a checkpoint each.</param>
    /// <returns>The runs that failed, with what they last wrote.</returns>
    /// <exception cref="OperationCanceledException">The sweep was asked to end, and did; the same command goes on.</exception>
    public IReadOnlyList<RunFailure> Run(int jobs, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        foreach (var run in plan.Runs)
        {
            RunFolder.Open(folder.Run(run.Id).Path, run.Run);
        }

        var share = new WorkerShare(Math.Min(jobs, plan.Runs.Count), Environment.ProcessorCount, gpus ?? Gpus.Visible());
        display.Say($"{share}");
        var board = new RunBoard(plan, folder, share.Workers);
        var pool = new WorkerPool(folder, share, plan.Settings.Retries, command ?? SelfCommand.Train, board, display);
        var (failures, given) = (new List<RunFailure>(), new HashSet<string>());
        foreach (var stage in _ladder.Stages)
        {
            failures.AddRange(pool.Run(plan.Runs.Where(run => !given.Contains(run.Id) && !_ladder.HasReached(run, stage)), stage, run => _ladder.HasReached(run, stage), stop));
            stop.ThrowIfCancellationRequested();
            given.UnionWith(failures.Select(failure => failure.Run.Id));
            given.UnionWith(Prune(stage, board));
        }

        return failures;
    }

    private ICollection<string> Prune(long? stage, RunBoard board)
    {
        var stopped = _ladder.Stopped(stage).Where(pair => !folder.Run(pair.Key).IsDone).ToDictionary();
        foreach (var run in plan.Runs.Where(run => stopped.ContainsKey(run.Id)))
        {
            if (folder.Run(run.Id).Pruned != stopped[run.Id])
            {
                folder.Run(run.Id).MarkPruned(stopped[run.Id]);
                display.Say($"{run.FullLabel}: {stopped[run.Id]}");
            }

            board.Set(run, RunPhase.Pruned, stopped[run.Id]);
        }

        return stopped.Keys;
    }
}
