using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>What the sweep that is at work knows of its runs, for its display.</summary>
internal sealed class RunBoard
{
    private readonly SweepFolder _folder;
    private readonly IReadOnlyList<ListedRun> _runs;
    private readonly Dictionary<string, (RunPhase Phase, string Note)> _phases = [];
    private readonly Dictionary<string, RunState> _atRest = [];
    private readonly int _workers;

    public RunBoard(SweepPlan plan, SweepFolder folder, int workers)
    {
        (_folder, _workers) = (folder, workers);
        _runs = [.. plan.Runs.Select(ListedRun.Of)];
        foreach (var run in _runs)
        {
            _phases[run.Id] = (folder.Run(run.Id).IsDone ? RunPhase.Done : RunPhase.Waiting, "");
        }
    }

    /// <summary>Notes what becomes of a run.</summary>
    public void Set(PlannedRun run, RunPhase phase, string note = "")
    {
        _phases[run.Id] = (phase, note);
        _atRest.Remove(run.Id);
    }

    /// <summary>All runs as they are now; the folders of those at rest are read once.</summary>
    public SweepState State() => new([.. _runs.Select(run => _phases[run.Id].Phase == RunPhase.Running ? Read(run)
        : _atRest.TryGetValue(run.Id, out var known) ? known
        : _atRest[run.Id] = Read(run))], _workers);

    private RunState Read(ListedRun run)
    {
        var (phase, note) = _phases[run.Id];
        return new(run, phase, RunFolderStatus.Read(_folder.Run(run.Id), run.Steps), note);
    }
}
