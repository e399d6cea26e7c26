using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>What becomes of a run.</summary>
public enum RunPhase
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>It waits in the queue of a cluster.</summary>
    Queued,

    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>It has begun, and nobody is at work on it; it goes on from its checkpoint.</summary>
    Stopped,

    /// <summary>It went to its end.</summary>
    Done,

    /// <summary>The sweep stopped it before its end, as it was told to.</summary>
    Pruned,

    /// <summary>Its process ended before the run did.</summary>
    Failed,
}

/// <summary>Tells the phases of runs from their folders.</summary>
public static class RunPhases
{
    /// <summary>What the folder of a run says, whichever process or machine is at work in it.</summary>
    public static RunPhase Of(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.IsDone ? RunPhase.Done
            : folder.IsAtWork ? RunPhase.Running
            : folder.Pruned is not null ? RunPhase.Pruned
            : folder.Failure is not null ? RunPhase.Failed
            : folder.HasBegun ? RunPhase.Stopped
            : RunPhase.Waiting;
    }
}
