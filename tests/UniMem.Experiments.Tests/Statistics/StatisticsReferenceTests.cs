using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Tests.Statistics;

/// <summary>Each formula against R, and against what was printed where somebody printed it.</summary>
public sealed class StatisticsReferenceTests
{
    [Test]
    public void PairedTTest_OfStudentsSleepData_IsWhatRSays()
    {
        var mean = Estimate.OfMean(RReference.Sleep);
        Assert.Multiple(() =>
        {
            Assert.That(mean.Value / mean.StandardError, Is.EqualTo(RReference.Of("sleep.t")).Within(1e-12));
            Assert.That(mean.PValue(), Is.EqualTo(RReference.Of("sleep.p")).Within(1e-9));
            Assert.That(mean.Interval().Low, Is.EqualTo(RReference.Of("sleep.interval.1")).Within(1e-9));
            Assert.That(mean.Interval().High, Is.EqualTo(RReference.Of("sleep.interval.2")).Within(1e-9));
        });
    }

    [Test]
    public void PairedTTest_OfNothingButZeros_ShowsNothing()
    {
        Assert.That(Estimate.OfMean([0.0, 0.0, 0.0]).PValue(), Is.EqualTo(1));
        Assert.That(Estimate.OfMean([0.5, 0.5, 0.5]).PValue(), Is.EqualTo(0));
        Assert.That(Estimate.OfMean([0.5]).PValue(), Is.NaN);
    }

    [Test]
    public void EffectSize_OfStudentsSleepData_IsWhatRSays()
    {
        var mean = Estimate.OfMean(RReference.Sleep);
        Assert.That(EffectSize.Uncorrected(mean), Is.EqualTo(RReference.Of("sleep.d_z")).Within(1e-12));
        Assert.That(EffectSize.Of(mean), Is.EqualTo(RReference.Of("sleep.d_z") * RReference.Of("hedges.factor.2")).Within(1e-12));
        Assert.That(new double[] { 2, 9, 29, 400 }.Select(EffectSize.HedgesFactor), Is.EqualTo(RReference.All("hedges.factor")).Within(1e-9));
        Assert.That(EffectSize.Of(Estimate.OfMean([1.0, 1.0])), Is.NaN, "no spread, no size");
    }

    [Test]
    public void HolmCorrection_OfUnsortedPValuesWithTies_IsWhatRSays()
    {
        Assert.That(HolmCorrection.Of([0.012, 0.04, 0.001, 0.03, 0.04, 0.7, 0.0301]), Is.EqualTo(RReference.All("holm.adjusted")).Within(1e-12));
        Assert.That(HolmCorrection.Of([0.01, double.NaN, 0.04]), Is.EqualTo(new[] { 0.02, double.NaN, 0.04 }).Within(1e-12), "what is no comparison does not count");
    }

    [Test]
    public void SignFlipTest_OfDarwinsMaize_IsFishersCount()
    {
        Assert.That(SignFlipTest.PValue(RReference.Darwin), Is.EqualTo(RReference.Of("darwin.p")).Within(1e-15));
        Assert.That(SignFlipTest.PValue(RReference.Darwin), Is.EqualTo(1726 / 32768.0));
    }

    [Test]
    public void SignFlipTest_BeyondAllPatterns_DrawsThemAlikeEachTime()
    {
        // Two pairs that are 0 change nothing, but make 17 pairs of 15: the share of patterns stays.
        double[] seventeen = [.. RReference.Darwin, 0, 0];
        var (once, again) = (SignFlipTest.PValue(seventeen), SignFlipTest.PValue(seventeen));
        Assert.That(once, Is.EqualTo(1726 / 32768.0).Within(4 * Math.Sqrt(0.0527 * 0.9473 / SignFlipTest.Draws)));
        Assert.That(again, Is.EqualTo(once));
        Assert.That(SignFlipTest.PValue([.. Enumerable.Repeat(1.0, 40)]), Is.EqualTo(1.0 / (SignFlipTest.Draws + 1)), "never 0");
    }

    [Test]
    public void BootstrapInterval_OfRsOwnReplicates_IsWhatRSays()
    {
        var documents = RReference.Documents;
        double[] nats = [.. documents.NatsOfDocuments];
        var (sum, total) = (nats.Sum(), documents.Targets.Sum());
        var acceleration = BootstrapInterval.Acceleration([.. nats.Select((d, i) => (sum - d) / (total - documents.Targets[i]))]);
        var (percentile, accelerated) = (BootstrapInterval.Percentile(RReference.Replicates), BootstrapInterval.Accelerated(RReference.Replicates, sum / total, acceleration));
        Assert.Multiple(() =>
        {
            Assert.That(sum / total, Is.EqualTo(RReference.Of("boot.estimate")).Within(1e-12));
            Assert.That(acceleration, Is.EqualTo(RReference.Of("boot.acceleration")).Within(1e-9));
            Assert.That(new[] { percentile.Low, percentile.High }, Is.EqualTo(RReference.All("boot.percentile")).Within(1e-9));
            Assert.That(new[] { accelerated.Low, accelerated.High }, Is.EqualTo(RReference.All("boot.bca")).Within(1e-7));
        });
    }

    [Test]
    public void PairedBootstrap_OfTheSameDocuments_AgreesWithManyReplicatesOfR()
    {
        var (low, high) = PairedBootstrap.Interval(RReference.Documents);
        Assert.That(new[] { low, high }, Is.EqualTo(RReference.All("boot.many")).Within(0.0012), "about three Monte Carlo errors of 9999 draws");
        Assert.That(PairedBootstrap.Interval(RReference.Documents), Is.EqualTo((low, high)));
    }

    [Test]
    public void ByDocument_OfUnequalLengths_HasCochransError() =>
        Assert.That(PairedDifference.ByDocument(RReference.Documents).StandardError, Is.EqualTo(RReference.Of("cochran.error")).Within(1e-12));

    [Test]
    public void Of_SeedsAndDocuments_IsMinFOfClarkWithTheQuantileOfCochranAndCox()
    {
        var (difference, comparison) = (PairedDifference.Of(RReference.Crossed), Comparison.Of(RReference.Crossed));
        Assert.Multiple(() =>
        {
            Assert.That(Math.Pow(difference.Value / difference.StandardError, 2), Is.EqualTo(RReference.Of("joint.min_f")).Within(1e-9));
            Assert.That(difference.HalfWidth(), Is.EqualTo(RReference.Of("joint.half_width")).Within(1e-9));
            Assert.That(comparison.PValue, Is.EqualTo(RReference.Of("joint.p")).Within(1e-9));
            Assert.That((comparison.Unit, comparison.Seeds, comparison.Documents), Is.EqualTo((ComparedBy.SeedsAndDocuments, 3, 5)));
        });
    }
}
