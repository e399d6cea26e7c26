namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>A run that may be stopped.</summary>
/// <param name="Id">Its name by what it computes.</param>
/// <param name="IsBaseline">True when it is kept whatever it does.</param>
/// <param name="Values">Bits per byte at each of the steps so far at which the rule was applied; the last is the present one.</param>
public sealed record PruningCandidate(string Id, bool IsBaseline, IReadOnlyList<double> Values);
