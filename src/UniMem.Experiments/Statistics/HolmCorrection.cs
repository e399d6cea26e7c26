namespace UniMem.Experiments.Statistics;

/// <summary>P-values corrected for the number of comparisons made together.</summary>
/// <remarks>
/// Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979: the i-th smallest of m
/// p-values times m - i + 1, no smaller than the one before it and no larger than 1. However the comparisons depend on one another, the
/// chance that any true null hypothesis is rejected stays below the level.
/// </remarks>
public static class HolmCorrection
{
    /// <summary>The corrected p-values, in the order given.</summary>
    /// <param name="pValues">Between 0 and 1. A NaN is no comparison: it stays, and does not count.</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var corrected = pValues.ToArray();
        var order = Enumerable.Range(0, pValues.Count).Where(i => !double.IsNaN(pValues[i])).OrderBy(i => pValues[i]).ToList();
        var largest = 0.0;
        foreach (var (rank, i) in order.Index())
        {
            largest = Math.Max(largest, Math.Min(1, pValues[i] * (order.Count - rank)));
            corrected[i] = largest;
        }

        return corrected;
    }
}
