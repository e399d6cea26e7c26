using MathNet.Numerics.Random;

namespace UniMem.Experiments.Statistics;

/// <summary>
/// Whether paired differences are centred at 0, from nothing but their signs being free: a test without Student's assumption of normal
/// differences.
/// </summary>
/// <remarks>
/// Source: Fisher, "The Design of Experiments", 1935, section 21. Were there no difference, each pair's difference would be as likely with the
/// other sign; the p-value is the share of sign patterns whose sum is at least as far from 0 as the observed one. Up to
/// <see cref="LargestExact"/> pairs every pattern is counted, beyond that <see cref="Draws"/> random ones and the observed one
/// (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 4.2).
/// </remarks>
public static class SignFlipTest
{
    /// <summary>Pairs up to which all patterns are counted.</summary>
    public const int LargestExact = 16;

    /// <summary>Random patterns beyond that.</summary>
    public const int Draws = 9_999;

    private const int Seed = 1935;

    /// <summary>The two-sided p-value; NaN for no pairs.</summary>
    /// <param name="differences">One for each independent pair.</param>
    public static double PValue(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var values = differences.ToArray();
        return values.Length == 0 ? double.NaN : values.Length <= LargestExact ? Exact(values) : Drawn(values);
    }

    private static double Exact(double[] values)
    {
        var least = Least(values);
        var patterns = 1 << values.Length;
        var beyond = 0;
        for (var pattern = 0; pattern < patterns; pattern++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += (pattern >> i & 1) == 0 ? values[i] : -values[i];
            }

            beyond += Math.Abs(sum) >= least ? 1 : 0;
        }

        return (double)beyond / patterns;
    }

    private static double Drawn(double[] values)
    {
        var least = Least(values);
        var random = new MersenneTwister(Seed, threadSafe: false);
        var bits = new byte[(values.Length + 7) / 8];
        var beyond = 1;
        for (var draw = 0; draw < Draws; draw++)
        {
            random.NextBytes(bits);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += (bits[i / 8] >> (i % 8) & 1) == 0 ? values[i] : -values[i];
            }

            beyond += Math.Abs(sum) >= least ? 1 : 0;
        }

        return (double)beyond / (Draws + 1);
    }

    // Patterns whose sums differ by rounding only count as equal.
    private static double Least(double[] values) => Math.Abs(values.Sum()) - (1e-9 * values.Sum(Math.Abs));
}
