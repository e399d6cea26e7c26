using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Tests.Statistics;

/// <summary>Against R: <c>t.test(extra ~ group, data = sleep, paired = TRUE)</c>, the data of Student, "The probable error of a mean", 1908.</summary>
public sealed class EstimateTests
{
    private static readonly double[] SleepGained = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

    [Test]
    public void OfMean_OfStudentsSleepData_IsWhatRPrints()
    {
        var mean = Estimate.OfMean(SleepGained);
        Assert.Multiple(() =>
        {
            Assert.That(mean.Value, Is.EqualTo(1.58).Within(1e-12));
            Assert.That(mean.Value / mean.StandardError, Is.EqualTo(4.0621).Within(5e-5));
            Assert.That(mean.DegreesOfFreedom, Is.EqualTo(9));
            Assert.That(mean.Interval().Low, Is.EqualTo(0.7001142).Within(5e-8));
            Assert.That(mean.Interval().High, Is.EqualTo(2.4598858).Within(5e-8));
        });
    }

    [TestCase(1, 12.7062)]
    [TestCase(4, 2.7764)]
    [TestCase(29, 2.0452)]
    public void HalfWidth_OfAUnitError_IsThePrintedQuantileOfStudentsT(int degreesOfFreedom, double quantile) =>
        Assert.That(new Estimate(0, 1, degreesOfFreedom).HalfWidth(), Is.EqualTo(quantile).Within(5e-5));

    [Test]
    public void OfMean_OfOneObservation_ClaimsNoError() =>
        Assert.That(Estimate.OfMean([3.0]), Is.EqualTo(new Estimate(3.0, double.NaN, 0)));
}
