using MathNet.Numerics.Distributions;

namespace UniMem.Experiments.Statistics;

/// <summary>Confidence intervals read off bootstrap replicates.</summary>
/// <remarks>
/// Source: Efron, "Better bootstrap confidence intervals", Journal of the American Statistical Association 82, 1987 (bias-corrected and
/// accelerated); Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 5.3, and equation 5.8 for the
/// interpolation between replicates on the scale of normal quantiles, as R's <c>boot.ci</c> does it.
/// </remarks>
public static class BootstrapInterval
{
    /// <summary>The percentile interval.</summary>
    /// <param name="replicates">The statistic of each resample.</param>
    /// <param name="confidence">Between 0 and 1, both excluded.</param>
    public static (double Low, double High) Percentile(IEnumerable<double> replicates, double confidence = 0.95)
    {
        double[] sorted = [.. replicates.Order()];
        return (Quantile(sorted, (1 - confidence) / 2), Quantile(sorted, (1 + confidence) / 2));
    }

    /// <summary>The bias-corrected and accelerated interval; NaN where all replicates lie on one side of the estimate.</summary>
    /// <param name="replicates">The statistic of each resample.</param>
    /// <param name="estimate">The statistic of the sample.</param>
    /// <param name="acceleration">See <see cref="Acceleration"/>.</param>
    /// <param name="confidence">Between 0 and 1, both excluded.</param>
    public static (double Low, double High) Accelerated(IEnumerable<double> replicates, double estimate, double acceleration, double confidence = 0.95)
    {
        double[] sorted = [.. replicates.Order()];
        var bias = Normal.InvCDF(0, 1, (double)sorted.Count(r => r < estimate) / sorted.Length);
        return double.IsFinite(bias) ? (End((1 - confidence) / 2), End((1 + confidence) / 2)) : (double.NaN, double.NaN);

        double End(double level)
        {
            var z = bias + Normal.InvCDF(0, 1, level);
            return Quantile(sorted, Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z)))));
        }
    }

    /// <summary>How fast the standard error changes with the statistic, by the jackknife; 0 where no unit has any influence.</summary>
    /// <param name="withoutEach">The statistic without one unit, for each unit.</param>
    public static double Acceleration(IReadOnlyCollection<double> withoutEach)
    {
        ArgumentNullException.ThrowIfNull(withoutEach);
        var mean = withoutEach.Average();
        var squares = withoutEach.Sum(w => Math.Pow(mean - w, 2));
        return squares == 0 ? 0 : withoutEach.Sum(w => Math.Pow(mean - w, 3)) / (6 * Math.Pow(squares, 1.5));
    }

    private static double Quantile(double[] sorted, double level)
    {
        var rank = level * (sorted.Length + 1);
        var below = (int)rank;
        if (below < 1 || below >= sorted.Length)
        {
            return sorted[below < 1 ? 0 : ^1];
        }

        var (left, right) = (Normal.InvCDF(0, 1, (double)below / (sorted.Length + 1)), Normal.InvCDF(0, 1, (below + 1.0) / (sorted.Length + 1)));
        var share = (Normal.InvCDF(0, 1, level) - left) / (right - left);
        return sorted[below - 1] + (share * (sorted[below] - sorted[below - 1]));
    }
}
