namespace UniMem.Experiments.Benchmarks;

/// <summary>The middle of some numbers, and how far they spread.</summary>
/// <param name="Median">The middle one; the mean of the middle two where they are even.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Of at least one number.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Spread Of(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return sorted.Count == 0
            ? throw new ArgumentException("There are no numbers.", nameof(numbers))
            : new((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, sorted[0], sorted[^1]);
    }
}
