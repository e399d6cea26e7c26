using System.Globalization;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>A run whose process ended before the run did.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cause">How it ended.</param>
/// <param name="Attempts">How often it was tried by this sweep, this time included.</param>
/// <param name="LastLines">What it last wrote.</param>
public sealed record RunFailure(PlannedRun Run, ProcessEnd Cause, int Attempts, IReadOnlyList<string> LastLines)
{
    /// <summary>How it ended and what it last wrote: what is kept in its folder.</summary>
    public string Report => Cause + (Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $", tried {Attempts} times") : "")
        + string.Concat(LastLines.Select(line => $"\n    {line}"));

    /// <summary>What happened, for people.</summary>
    public override string ToString() => $"{Run.FullLabel}: FAILED, {Report}";
}
