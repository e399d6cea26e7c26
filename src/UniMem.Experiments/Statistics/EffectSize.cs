using MathNet.Numerics;

namespace UniMem.Experiments.Statistics;

/// <summary>How large a paired difference is beside the spread of the differences from unit to unit.</summary>
public static class EffectSize
{
    /// <summary>Cohen's d_z with Hedges' correction; NaN for one unit, or where all units differ alike.</summary>
    /// <param name="difference">The mean difference over independent units, with one degree of freedom less than units.</param>
    /// <remarks>
    /// Source: Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd edition, 1988, section 2.3.5: d_z = mean / standard
    /// deviation of the differences. Hedges, "Distribution theory for Glass's estimator of effect size", Journal of Educational
    /// Statistics 6, 1981: the exact factor gamma(m / 2) / (sqrt(m / 2) gamma((m - 1) / 2)) for m degrees of freedom takes off what small
    /// samples overstate.
    /// </remarks>
    public static double Of(Estimate difference)
    {
        var size = Uncorrected(difference);
        return double.IsFinite(size) ? size * HedgesFactor(difference.DegreesOfFreedom) : double.NaN;
    }

    /// <summary>Cohen's d_z: the difference in standard deviations of the units' differences.</summary>
    public static double Uncorrected(Estimate difference) =>
        difference.Value / (difference.StandardError * Math.Sqrt(difference.DegreesOfFreedom + 1));

    /// <summary>Hedges' factor, between 0 and 1.</summary>
    /// <param name="degreesOfFreedom">Above 1.</param>
    public static double HedgesFactor(double degreesOfFreedom) => degreesOfFreedom > 1
        ? Math.Exp(SpecialFunctions.GammaLn(degreesOfFreedom / 2) - SpecialFunctions.GammaLn((degreesOfFreedom - 1) / 2)) / Math.Sqrt(degreesOfFreedom / 2)
        : double.NaN;
}
