using System.Diagnostics;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>Asks the cluster what becomes of the tasks of a sweep; not more often than clusters like.</summary>
/// <param name="folder">The sweep's folder.</param>
public sealed class SlurmQueue(SweepFolder folder)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _sinceAsked = new();
    private IReadOnlyDictionary<string, SlurmTask> _tasks = new Dictionary<string, SlurmTask>();

    /// <summary>Why it is not known what is in the cluster's queue; empty when it is known.</summary>
    public string Silence { get; private set; } = "";

    /// <summary>The last task of each run that was submitted and is not done, by the run's name.</summary>
    public IReadOnlyDictionary<string, SlurmTask> Tasks()
    {
        if (!_sinceAsked.IsRunning || _sinceAsked.Elapsed > Interval)
        {
            _tasks = Ask();
            _sinceAsked.Restart();
        }

        return _tasks;
    }

    private Dictionary<string, SlurmTask> Ask()
    {
        var tasks = new Dictionary<string, SlurmTask>();
        Silence = "";
        foreach (var submission in SlurmSubmission.Of(folder))
        {
            var runs = submission.Runs;
            if (runs.All(run => folder.Run(run).IsDone) || JobOf(submission) is not { } job)
            {
                continue;
            }

            var known = Ended(job).Concat(Listed(job)).GroupBy(task => task.Name).ToDictionary(group => group.Key, group => group.Last());
            foreach (var (run, index) in runs.Select((run, index) => (run, index)))
            {
                var name = FormattableString.Invariant($"{job}_{index}");
                tasks[run] = known.GetValueOrDefault(name) ?? new(name, SlurmTask.Gone, Silence.Length > 0 ? "Slurm does not answer here" : "no longer in the queue");
            }
        }

        return tasks;
    }

    // A submission that was interrupted before it noted its job is known by its name, if it got as far as the cluster.
    private static string? JobOf(SlurmSubmission submission)
    {
        if (submission.Job is { } noted)
        {
            return noted;
        }

        var found = SlurmCommand.Run("squeue", "--noheader", "--states=all", $"--name={submission.Name}", "--format=%F|%o")?.Lines
            .Select(line => line.Split('|', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[1] == submission.ScriptFile)?[0];
        if (found is not null)
        {
            submission.Submitted(found);
        }

        return found;
    }

    private IReadOnlyList<SlurmTask> Listed(string job)
    {
        var answer = SlurmCommand.Run("squeue", "--noheader", "--array", "--states=all", $"--jobs={job}", "--format=%F_%K|%T|%r|%N");

        // Of a job that it has forgotten it says that the number is invalid.
        if (answer is null || (answer.ExitCode != 0 && !answer.Error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase)))
        {
            Silence = answer is null ? "there is no squeue on this machine" : answer.Error.Trim().ReplaceLineEndings("; ");
            return [];
        }

        return
        [
            .. answer.Lines
                .Select(line => line.Split('|'))
                .Where(parts => parts.Length == 4)
                .Select(parts => new SlurmTask(parts[0], parts[1], parts[3].Length > 0 ? $"on {parts[3]}" : parts[2] is "None" ? "" : parts[2])),
        ];
    }

    // What squeue has forgotten; a cluster without accounting says nothing here.
    private static IEnumerable<SlurmTask> Ended(string job) =>
        (SlurmCommand.Run("sacct", "--noheader", "--parsable2", "--allocations", "--array", $"--jobs={job}", "--format=JobID,State")?.Lines ?? [])
        .Select(line => line.Split('|'))
        .Where(parts => parts.Length == 2)
        .Select(parts => new SlurmTask(parts[0], parts[1].Split(' ')[0], ""));
}
