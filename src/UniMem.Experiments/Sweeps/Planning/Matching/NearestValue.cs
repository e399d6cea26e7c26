namespace UniMem.Experiments.Sweeps.Planning.Matching;

/// <summary>Finds the whole number whose amount comes nearest to a target, where a larger number has a larger amount.</summary>
public static class NearestValue
{
    /// <summary>The nearest of <c>unit, 2 unit, 3 unit, ...</c>, the smaller one of two that are equally near.</summary>
    /// <param name="amount">The amount of a value; it rises with the value.</param>
    /// <param name="start">Where the search begins.</param>
    /// <param name="unit">The distance of neighbouring values, at least 1.</param>
    /// <param name="target">The target.</param>
    public static (long Value, double Amount) Of(Func<long, double> amount, long start, long unit, double target)
    {
        ArgumentNullException.ThrowIfNull(amount);
        var known = new Dictionary<long, double>();
        double At(long count) => known.TryGetValue(count, out var value) ? value : known[count] = amount(count * unit);
        var (low, high) = (0L, Math.Max(1, start / unit));
        while (At(high) < target)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle) < target ? (middle, high) : (low, middle);
        }

        var best = low == 0 || Math.Abs(At(high) - target) < Math.Abs(At(low) - target) ? high : low;
        return (best * unit, At(best));
    }
}
