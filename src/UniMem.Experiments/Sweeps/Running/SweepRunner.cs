using System.Diagnostics;
using System.Globalization;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Carries out the runs of a sweep that are not done yet, each in a process of its own.</summary>
/// <param name="plan">The runs.</param>
/// <param name="folder">Where results are kept; the caller holds its lock.</param>
/// <param name="display">What is shown of them.</param>
/// <param name="command">The command that carries out a run with so many threads; the program itself when null.</param>
public sealed class SweepRunner(
    SweepPlan plan, SweepFolder folder, ISweepDisplay display, Func<RunFolder, int, ProcessStartInfo>? command = null)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Func<RunFolder, int, ProcessStartInfo> _command = command ?? SelfCommand.Train;
    private readonly Dictionary<string, RunPhase> _phases = [];

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
            _phases[run.Id] = folder.Run(run.Id).IsDone ? RunPhase.Done : RunPhase.Waiting;
        }

        var waiting = new Queue<PlannedRun>(plan.Runs.Where(run => _phases[run.Id] == RunPhase.Waiting));
        var workers = Math.Max(1, Math.Min(jobs, waiting.Count));
        var running = new List<RunProcess>();
        var failures = new List<RunFailure>();
        try
        {
            while (!stop.IsCancellationRequested && (waiting.Count > 0 || running.Count > 0))
            {
                while (running.Count < workers && waiting.TryDequeue(out var run))
                {
                    running.Add(Start(run, workers));
                }

                Show();
                Task.WaitAny([.. running.Select(r => r.Ended)], (int)Glance.TotalMilliseconds, CancellationToken.None);
                Collect(running, failures, stop);
            }

            Show();
        }
        finally
        {
            End(running);
        }

        stop.ThrowIfCancellationRequested();
        return failures;
    }

    private RunProcess Start(PlannedRun run, int workers)
    {
        var runFolder = folder.Run(run.Id);
        var wanted = run.Run.Config.Threads;
        var threads = workers == 1 && wanted > 0 ? wanted : Math.Max(1, Environment.ProcessorCount / workers);
        _phases[run.Id] = RunPhase.Running;
        return RunProcess.Start(run, _command(runFolder, threads));
    }

    private void Collect(List<RunProcess> running, List<RunFailure> failures, CancellationToken stop)
    {
        foreach (var ended in running.Where(r => r.Ended.IsCompleted).ToList())
        {
            running.Remove(ended);
            var done = folder.Run(ended.Run.Id).IsDone;
            _phases[ended.Run.Id] = done ? RunPhase.Done : RunPhase.Failed;
            if (done)
            {
                display.Say($"{ended.Run.FullLabel}: done");
            }
            else if (!stop.IsCancellationRequested && ended.ExitCode != StopSignal.ExitCode)
            {
                failures.Add(new(ended.Run, ended.ExitCode, ended.LastLines));
                display.Say(failures[^1].ToString());
            }

            ended.Dispose();
        }
    }

    private void Show() => display.Show([.. plan.Runs.Select(run => new RunState(
        run,
        _phases[run.Id],
        _phases[run.Id] == RunPhase.Waiting ? null : RunFolderStatus.Read(folder.Run(run.Id), run.Run.Config.Training.Steps)))]);

    private static void End(List<RunProcess> running)
    {
        foreach (var process in running)
        {
            process.AskToEnd();
        }

        Task.WaitAll([.. running.Select(r => r.Ended)], Patience);
        foreach (var process in running)
        {
            if (!process.Ended.IsCompleted)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }
}

/// <summary>A run whose process ended before the run did.</summary>
/// <param name="Run">The run.</param>
/// <param name="ExitCode">What its process returned.</param>
/// <param name="LastLines">What it last wrote.</param>
public sealed record RunFailure(PlannedRun Run, int ExitCode, IReadOnlyList<string> LastLines)
{
    /// <summary>What happened, for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run.FullLabel}: FAILED (exit code {ExitCode})")
        + string.Concat(LastLines.Select(line => $"\n    {line}"));
}
