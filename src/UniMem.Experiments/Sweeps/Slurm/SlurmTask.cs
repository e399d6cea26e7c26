using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>What the cluster says of a task.</summary>
/// <param name="Name">Job and index, such as <c>4711_3</c>.</param>
/// <param name="State">Slurm's word, such as <c>PENDING</c>.</param>
/// <param name="Reason">Why it waits, or the node that it is on; empty where nothing is said.</param>
public sealed record SlurmTask(string Name, string State, string Reason)
{
    /// <summary>The state of a task that the cluster knows no more.</summary>
    public const string Gone = "GONE";

    private static readonly string[] Over =
        ["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", Gone, "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT"];

    /// <summary>True as long as the cluster will still do something for it.</summary>
    public bool IsActive => !Over.Contains(State);

    /// <summary>The state of a run that its folder tells, together with what the cluster says of it.</summary>
    public RunState Overlay(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var note = State == Gone ? $"{Name} {Reason}" : Reason.Length > 0 ? $"{Name} {State.ToLowerInvariant()}, {Reason}" : $"{Name} {State.ToLowerInvariant()}";
        return run.Phase == RunPhase.Done || (run.Phase == RunPhase.Running && !IsActive) ? run
            : !IsActive ? run with { Phase = run.Phase == RunPhase.Waiting ? RunPhase.Stopped : run.Phase, Note = run.Note.Length > 0 ? run.Note : note }
            : run with { Phase = State is "RUNNING" or "COMPLETING" ? RunPhase.Running : RunPhase.Queued, Note = note };
    }
}
