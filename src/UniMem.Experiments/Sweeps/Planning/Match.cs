namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What a run was made equal to the baseline in, and how nearly.</summary>
/// <param name="Quantity">What was matched: <c>parameters</c>, <c>compute</c> (operations of the whole training), <c>tokens</c> or <c>wall_time</c> (seconds of training).</param>
/// <param name="Target">The baseline's amount.</param>
/// <param name="Reached">The run's amount.</param>
/// <param name="Change">What was changed for it, such as <c>training.steps 480 -> 310</c>; empty where nothing had to be.</param>
public sealed record Match(string Quantity, double Target, double Reached, string Change)
{
    /// <summary>By how much the run misses the baseline's amount, as a part of it: 0.01 is one per cent too much.</summary>
    public double Miss => (Reached / Target) - 1;
}
