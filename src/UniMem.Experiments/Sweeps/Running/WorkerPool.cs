using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Carries out runs by a number of workers, each run in a process of its own.</summary>
/// <param name="folder">Where results are kept.</param>
/// <param name="share">What each worker gets.</param>
/// <param name="retries">How often a run that failed is tried again.</param>
/// <param name="command">The command that carries out an order.</param>
/// <param name="board">Is told what becomes of the runs.</param>
/// <param name="display">What is shown of them.</param>
internal sealed class WorkerPool(
    SweepFolder folder, WorkerShare share, int retries, Func<RunOrder, ProcessStartInfo> command, RunBoard board, ISweepDisplay display)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<(PlannedRun Run, RunProcess Process, int Worker)> _atWork = [];
    private readonly Dictionary<string, int> _attempts = [];

    /// <summary>Carries them out.</summary>
    /// <param name="runs">What is to be done.</param>
    /// <param name="until">The step after which they pause; null goes to the end.</param>
    /// <param name="isThere">Whether a run has got as far as that.</param>
    /// <param name="stop">Asks for an end: the runs at work stop with a checkpoint each.</param>
    /// <returns>The runs that failed for good.</returns>
    public IReadOnlyList<RunFailure> Run(IEnumerable<PlannedRun> runs, long? until, Func<PlannedRun, bool> isThere, CancellationToken stop)
    {
        _attempts.Clear();
        var waiting = runs.ToList();
        var failures = new List<RunFailure>();
        try
        {
            while (!stop.IsCancellationRequested && (waiting.Count > 0 || _atWork.Count > 0))
            {
                while (_atWork.Count < share.Workers && TakeFree(waiting) is { } run)
                {
                    if (Start(run, until) is { } failure)
                    {
                        failures.Add(failure);
                    }
                }

                display.Show(board.State());
                Await(stop);
                foreach (var failure in Collect(isThere, stop))
                {
                    if (failure.Attempts <= retries && failure.Cause.MayPass)
                    {
                        waiting.Add(failure.Run);
                    }
                    else
                    {
                        failures.Add(failure);
                    }
                }
            }

            display.Show(board.State());
            return failures;
        }
        finally
        {
            End();
        }
    }

    // A run that another process trains, such as another sweep with the same run, is left until that process has ended.
    private PlannedRun? TakeFree(List<PlannedRun> waiting)
    {
        foreach (var run in waiting)
        {
            if (!folder.Run(run.Id).IsAtWork)
            {
                waiting.Remove(run);
                return run;
            }

            board.Set(run, RunPhase.Waiting, "another process is at work on it");
        }

        return null;
    }

    private RunFailure? Start(PlannedRun run, long? until)
    {
        var worker = Enumerable.Range(0, share.Workers).First(i => _atWork.All(other => other.Worker != i));
        var order = share.Order(folder.Run(run.Id), run.Run.Config, worker, until);
        var attempt = _attempts[run.Id] = _attempts.GetValueOrDefault(run.Id) + 1;
        try
        {
            _atWork.Add((run, RunProcess.Start(command(order)), worker));
        }
        catch (Win32Exception refused)
        {
            return Tell(new(run, new(ProcessEnd.Mistake, false), attempt, [$"no process could be started: {refused.Message}"]));
        }

        string[] notes = [.. order.Gpu is { } gpu ? (string[])[$"GPU {gpu}"] : [], .. attempt > 1 ? (string[])[$"attempt {attempt}"] : []];
        board.Set(run, RunPhase.Running, string.Join(", ", notes));
        return null;
    }

    private void Await(CancellationToken stop)
    {
        if (_atWork.Count == 0)
        {
            stop.WaitHandle.WaitOne(Glance);
        }
        else
        {
            Task.WaitAny([.. _atWork.Select(worker => worker.Process.Ended)], (int)Glance.TotalMilliseconds, CancellationToken.None);
        }
    }

    private List<RunFailure> Collect(Func<PlannedRun, bool> isThere, CancellationToken stop)
    {
        var failures = new List<RunFailure>();
        foreach (var ended in _atWork.Where(worker => worker.Process.Ended.IsCompleted).ToList())
        {
            _atWork.Remove(ended);
            var (run, process, _) = ended;
            if (isThere(run))
            {
                var done = folder.Run(run.Id).IsDone;
                board.Set(run, done ? RunPhase.Done : RunPhase.Waiting);
                if (done)
                {
                    display.Say($"{run.FullLabel}: done");
                }
            }
            else if (!stop.IsCancellationRequested)
            {
                failures.Add(Tell(new(run, process.End, _attempts[run.Id], process.LastLines)));
            }

            process.Dispose();
        }

        return failures;
    }

    private RunFailure Tell(RunFailure failure)
    {
        folder.Run(failure.Run.Id).MarkFailed(failure.Report);
        board.Set(failure.Run, RunPhase.Failed, $"{failure.Cause}");
        var again = failure.Attempts <= retries && failure.Cause.MayPass;
        display.Say(again ? string.Create(CultureInfo.InvariantCulture, $"{failure}\n    tried again, {retries - failure.Attempts + 1} times at most") : $"{failure}");
        if (again)
        {
            board.Set(failure.Run, RunPhase.Waiting, "is tried again");
        }

        return failure;
    }

    private void End()
    {
        foreach (var (_, process, _) in _atWork)
        {
            process.AskToEnd();
        }

        Task.WaitAll([.. _atWork.Select(worker => worker.Process.Ended)], Patience);
        foreach (var (_, process, _) in _atWork)
        {
            if (!process.Ended.IsCompleted)
            {
                process.Kill();
            }

            process.Dispose();
        }

        _atWork.Clear();
    }
}
