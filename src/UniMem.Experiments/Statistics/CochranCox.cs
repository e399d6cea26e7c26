using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace UniMem.Experiments.Statistics;

/// <summary>Intervals and p-values of an estimate whose error has two sources with degrees of freedom of their own.</summary>
/// <remarks>
/// Source: Cochran and Cox, "Experimental Designs", 2nd edition, 1957, chapter 4: the quantile of t is the mean of the two Student quantiles,
/// weighted by the two squared errors. With the two or three seeds that experiments can afford it keeps the level, where Satterthwaite's
/// degrees of freedom do not: a seeds' variance that comes out small by chance raises both t and those degrees of freedom.
/// </remarks>
public static class CochranCox
{
    private const double SmallestP = 1e-9;
    private const double Accuracy = 1e-13;

    /// <summary>
    /// The two errors as one: the squared standard errors add up, and the degrees of freedom are those whose 95 % interval is the weighted one.
    /// </summary>
    /// <param name="first">The estimate with the error of one source.</param>
    /// <param name="second">The same estimate with the error of the other.</param>
    public static Estimate Join(Estimate first, Estimate second)
    {
        var error = Math.Sqrt(Math.Pow(first.StandardError, 2) + Math.Pow(second.StandardError, 2));
        var (low, high) = (Math.Min(first.DegreesOfFreedom, second.DegreesOfFreedom), Math.Max(first.DegreesOfFreedom, second.DegreesOfFreedom));
        var wanted = error == 0 ? 0 : Quantile(first, second, 0.05);
        var freedom = wanted <= Quantile(high, 0.05) ? high
            : wanted >= Quantile(low, 0.05) ? low
            : Brent.FindRoot(candidate => Quantile(candidate, 0.05) - wanted, low, high, Accuracy);
        return new(second.Value, error, freedom);
    }

    /// <summary>The two-sided p-value against a true value of 0; what is smaller than 1e-9 is told as that.</summary>
    /// <param name="first">The estimate with the error of one source.</param>
    /// <param name="second">The same estimate with the error of the other.</param>
    public static double PValue(Estimate first, Estimate second)
    {
        var joint = Join(first, second);
        if (joint.StandardError == 0)
        {
            return joint.PValue();
        }

        var t = Math.Abs(joint.Value) / joint.StandardError;
        return t >= Quantile(first, second, SmallestP) ? SmallestP
            : t <= Quantile(first, second, 1 - SmallestP) ? 1
            : Math.Exp(Brent.FindRoot(p => Quantile(first, second, Math.Exp(p)) - t, Math.Log(SmallestP), Math.Log(1 - SmallestP), Accuracy));
    }

    private static double Quantile(Estimate first, Estimate second, double p)
    {
        var (a, b) = (Math.Pow(first.StandardError, 2), Math.Pow(second.StandardError, 2));
        return ((a * Quantile(first.DegreesOfFreedom, p)) + (b * Quantile(second.DegreesOfFreedom, p))) / (a + b);
    }

    // What |t| stays below but for a probability of p; MathNet's own InvCDF ends at 800.
    private static double Quantile(double freedom, double p) =>
        Math.Exp(Brent.FindRoot(t => Math.Log(2 * StudentT.CDF(0, 1, freedom, -Math.Exp(t))) - Math.Log(p), Math.Log(1e-12), Math.Log(1e12), Accuracy));
}
