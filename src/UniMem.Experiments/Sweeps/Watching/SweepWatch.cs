using System.Diagnostics;
using UniMem.Components;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Slurm;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Looks on at a sweep from its folders, whoever carries it out; it changes nothing.</summary>
/// <param name="folder">The sweep's folder.</param>
/// <param name="runs">Its runs.</param>
public sealed class SweepWatch(SweepFolder folder, IReadOnlyList<ListedRun> runs)
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SlurmQueue _queue = new(folder);

    /// <summary>The sweep whose folder this is.</summary>
    /// <exception cref="ConfigurationException">There is no sweep in it.</exception>
    public static SweepWatch At(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = new SweepFolder(Path.GetDirectoryName(full)!, Path.GetFileName(full));
        return SweepListing.Read(folder) is { Count: > 0 } runs
            ? new(folder, runs)
            : throw new ConfigurationException(full, $"no sweep has been started in this folder (no {SweepListing.FileName}), and it is no run's folder either (no config.yaml).");
    }

    /// <summary>The sweep's name.</summary>
    public string Name => Path.GetFileName(folder.Path);

    /// <summary>The sweep's folder.</summary>
    public SweepFolder Folder => folder;

    /// <summary>True while a process carries the sweep out on this machine.</summary>
    public bool IsAtWork => folder.IsAtWork;

    /// <summary>All runs as they are now.</summary>
    public SweepState State()
    {
        var tasks = _queue.Tasks();
        var states = runs.Select(run => RunState.Of(run, folder.Run(run.Id)))
            .Select(run => tasks.TryGetValue(run.Run.Id, out var task) ? task.Overlay(run) : run)
            .ToList();
        return new(states, states.Count(run => run.Phase == RunPhase.Running));
    }

    /// <summary>Shows the sweep until it is over, until nobody has been at work on it for a while, or until told to stop.</summary>
    /// <returns>The last state.</returns>
    public SweepState Follow(ISweepDisplay display, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(display);
        var sinceWork = Stopwatch.StartNew();
        while (true)
        {
            var state = State();
            display.Show(state);
            if (IsAtWork || state.Workers > 0 || state.Count(RunPhase.Queued) > 0)
            {
                sinceWork.Restart();
            }

            if ((state.IsOver && !IsAtWork) || sinceWork.Elapsed > Patience || stop.WaitHandle.WaitOne(Glance))
            {
                return state;
            }
        }
    }
}
