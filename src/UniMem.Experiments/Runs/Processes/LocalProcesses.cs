using System.Globalization;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Native;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>The processes of a run on this machine: started together, watched, and ended together.</summary>
/// <remarks>
/// Each has a pipe from here as its standard input and ends in order, with a checkpoint, when that is closed: on request, and also when this process
/// is killed. The first of them writes to the terminal; what the others write is shown where one of them is the cause of the end.
/// </remarks>
public static class LocalProcesses
{
    private static readonly TimeSpan PatienceWithTheRest = TimeSpan.FromSeconds(30);

    /// <summary>Starts them and waits for their end.</summary>
    /// <param name="words">The command line of each, without the program.</param>
    /// <param name="count">How many. At least 2.</param>
    /// <param name="error">Is told which one ended the run, if any did.</param>
    /// <param name="stop">Asks them to end with a checkpoint.</param>
    /// <returns>The exit code of the run.</returns>
    public static int Run(IReadOnlyList<string> words, int count, TextWriter error, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(error);
        using var meeting = new ProcessMeeting();
        var workers = new List<WorkerProcess>();
        try
        {
            for (var rank = 0; rank < count; rank++)
            {
                workers.Add(WorkerProcess.Start([.. SelfCommand.Program, .. words], ProcessEnvironment.Text(rank, count, meeting.Port), shown: rank == 0));
            }

            using var asked = stop.Register(() => workers.ForEach(worker => worker.AskToEnd()));
            return Watch(workers, error);
        }
        finally
        {
            foreach (var worker in workers)
            {
                worker.Kill();
                worker.Dispose();
            }
        }
    }

    private static int Watch(List<WorkerProcess> workers, TextWriter error)
    {
        var left = workers.Select(worker => worker.Ended).ToList();
        while (left.Count > 0)
        {
            left.RemoveAt(Task.WaitAny([.. left]));
            if (workers.Any(worker => worker.Ended.IsCompleted && worker.End.ExitCode != 0))
            {
                // One that ended leaves the others without their sums; they notice by themselves.
                Task.WaitAll([.. left], PatienceWithTheRest);
                return Tell(workers, error);
            }
        }

        return 0;
    }

    /// <summary>Says what the first cause of the end was. Processes that only lost another one are none, and the first process speaks for itself.</summary>
    private static int Tell(List<WorkerProcess> workers, TextWriter error)
    {
        var ended = workers.Where(worker => worker.Ended.IsCompleted).ToList();
        var cause = ended.Where(worker => worker.End.ExitCode is not (0 or ProcessEnd.Lost)).OrderBy(worker => workers.IndexOf(worker)).FirstOrDefault() ?? ended[0];
        var rank = workers.IndexOf(cause);
        if (cause.End.ExitCode != StopSignal.ExitCode && (rank > 0 || cause.End.ExitCode is ProcessEnd.Lost or > 128))
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unimem: process {rank} of {workers.Count} (they count from 0) ended, and the others with it: {cause.End}"));
            foreach (var line in cause.LastLines)
            {
                error.WriteLine($"    {line}");
            }

            error.WriteLine("The same command goes on from the last checkpoint; training.checkpoint_every_steps says how often one is written.");
        }

        return cause.End.ExitCode;
    }
}
