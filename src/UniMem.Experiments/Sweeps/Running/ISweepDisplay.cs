using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Shows how the runs of a sweep go on.</summary>
public interface ISweepDisplay
{
    /// <summary>Shows the present state; called a few times a second.</summary>
    void Show(IReadOnlyList<RunState> runs);

    /// <summary>Says that something happened.</summary>
    void Say(string line);
}

/// <summary>A run of a sweep and how far it is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Phase">What becomes of it.</param>
/// <param name="Status">How far it is; null before its first step.</param>
public sealed record RunState(PlannedRun Run, RunPhase Phase, Runs.RunStatus? Status);

/// <summary>What becomes of a run.</summary>
public enum RunPhase
{
    /// <summary>It has not been started in this sweep.</summary>
    Waiting,

    /// <summary>Its process is at work.</summary>
    Running,

    /// <summary>It went to its end.</summary>
    Done,

    /// <summary>Its process ended before the run did.</summary>
    Failed,
}
