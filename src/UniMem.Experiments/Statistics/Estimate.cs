using MathNet.Numerics.Distributions;

namespace UniMem.Experiments.Statistics;

/// <summary>A number estimated from a sample, with how sure it is.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error; NaN where the sample holds one observation only.</param>
/// <param name="DegreesOfFreedom">Of the standard error: observations less one, or a fraction where errors of two sources were joined.</param>
public readonly record struct Estimate(double Value, double StandardError, double DegreesOfFreedom)
{
    /// <summary>The mean of independent observations and the standard error of that mean.</summary>
    /// <param name="observations">At least one.</param>
    /// <remarks>Source: the textbook formulae; the variance divides by n - 1.</remarks>
    public static Estimate OfMean(IReadOnlyCollection<double> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentOutOfRangeException.ThrowIfZero(observations.Count);
        var mean = observations.Average();
        var freedom = observations.Count - 1;
        var variance = observations.Sum(o => (o - mean) * (o - mean)) / freedom;
        return new(mean, freedom == 0 ? double.NaN : Math.Sqrt(variance / observations.Count), freedom);
    }

    /// <summary>Half the width of the confidence interval of Student's t; NaN where there is no standard error.</summary>
    /// <param name="confidence">Between 0 and 1, both excluded.</param>
    public double HalfWidth(double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        return double.IsNaN(StandardError)
            ? double.NaN
            : StandardError * StudentT.InvCDF(0, 1, DegreesOfFreedom, (1 + confidence) / 2);
    }

    /// <summary>The confidence interval of Student's t; NaN where there is no standard error.</summary>
    /// <param name="confidence">Between 0 and 1, both excluded.</param>
    public (double Low, double High) Interval(double confidence = 0.95) => (Value - HalfWidth(confidence), Value + HalfWidth(confidence));

    /// <summary>
    /// The two-sided p-value of Student's t against a true value of 0; NaN where there is no standard error. Observations that agree to the
    /// last digit have a p-value of 0, or 1 when they are all 0.
    /// </summary>
    public double PValue() => (Value, StandardError) switch
    {
        (_, double.NaN) => double.NaN,
        (0, 0) => 1,
        (_, 0) => 0,
        _ => 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -Math.Abs(Value / StandardError)),
    };
}
