using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>A run of a sweep and how far it is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Phase">What becomes of it.</param>
/// <param name="Status">How far it is; null before its first step.</param>
/// <param name="Note">What else is to be known of it, such as why it was stopped; empty for nothing.</param>
public sealed record RunState(ListedRun Run, RunPhase Phase, RunStatus? Status, string Note = "")
{
    /// <summary>The state that a run's folder tells.</summary>
    public static RunState Of(ListedRun run, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var phase = RunPhases.Of(folder);
        var note = phase switch { RunPhase.Pruned => folder.Pruned, RunPhase.Failed => folder.Failure?.Split('\n')[0], _ => null };
        return new(run, phase, RunFolderStatus.Read(folder, run.Steps), note ?? "");
    }

    /// <summary>The phase in words, as tables show it.</summary>
    public string Word => Phase.ToString().ToLowerInvariant();
}
