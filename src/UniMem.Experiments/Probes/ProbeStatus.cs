namespace UniMem.Experiments.Probes;

/// <summary>How far a row of probes is.</summary>
/// <param name="What">The run and the probe at work.</param>
/// <param name="Done">Evaluations made.</param>
/// <param name="Total">Evaluations to make.</param>
/// <param name="Share">Of the whole work, from 0 to 1.</param>
/// <param name="Remaining">Expected time to the end; null before anything is known.</param>
public readonly record struct ProbeStatus(string What, int Done, int Total, double Share, TimeSpan? Remaining);

/// <summary>Is told how probes go on.</summary>
public interface IProbeProgress
{
    /// <summary>Part of an evaluation is made.</summary>
    void Advance(ProbeStatus status);

    /// <summary>An evaluation is made.</summary>
    void Say(string line);
}
