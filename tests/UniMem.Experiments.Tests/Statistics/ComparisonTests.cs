using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Tests.Statistics;

public sealed class ComparisonTests
{
    private static readonly long[] Twelve = [.. Enumerable.Repeat(10L, 12)];

    [Test]
    public void Verdict_OneSeedOfFiveDocuments_ShowsNothingHoweverClearStudentsTestIs()
    {
        var five = Comparison.Of(RReference.Sample([[-1.00, -1.01, -0.99, -1.02, -0.98]], [10, 10, 10, 10, 10]));
        Assert.That(five.ByDocument.PValue(), Is.LessThan(1e-6));
        Assert.That(five.PValue, Is.EqualTo(2 / 32.0), "five signs cannot show more");
        Assert.That(five.Verdict, Is.EqualTo(Verdict.NoDifferenceShown));
        Assert.That(five.Unit, Is.EqualTo(ComparedBy.Documents));
    }

    [Test]
    public void Verdict_OneSeedOfOneDocument_ShowsNothing()
    {
        var one = Comparison.Of(RReference.Sample([[-5]], [10]), bootstrap: true);
        Assert.That((one.Unit, one.Verdict, one.PValue), Is.EqualTo((ComparedBy.Nothing, Verdict.NoDifferenceShown, double.NaN)));
    }

    [TestCase(-1, Verdict.Better)]
    [TestCase(1, Verdict.Worse)]
    public void Verdict_ClearDifference_HasTheSignOfTheDifference(int sign, Verdict verdict) =>
        Assert.That(Comparison.Of(RReference.Sample([[.. Twelve.Select((_, i) => sign * (1 + (0.1 * i)))]], Twelve)).Verdict, Is.EqualTo(verdict));

    [Test]
    public void Corrected_ManyComparisons_TakesBackWhatOneAloneWouldShow()
    {
        var alone = Comparison.Of(RReference.Sample([[-3.1, 0.4, -2.2, -5.9, 1.3, -0.7, -4.4, -1.9, -2.6, 0.2, -3.5, -1.1]], Twelve));
        var family = Comparison.Corrected([alone, null, .. Enumerable.Repeat(alone, 9)]);
        Assert.That(alone.Verdict, Is.EqualTo(Verdict.Better));
        Assert.That(family[0]!.CorrectedP, Is.EqualTo(10 * alone.PValue).Within(1e-12));
        Assert.That(family[0]!.Verdict, Is.EqualTo(Verdict.NoDifferenceShown));
        Assert.That(family[1], Is.Null);
    }

    [Test]
    public void Verdict_NoTrueDifferenceButSeedsThatDiffer_IsRarelyWrongAndByDocumentAloneMostlyWrong()
    {
        // Each seed moves all documents together: what one seed's documents show is not what the method does.
        var random = new MersenneTwister(5);
        var (both, documents) = (0, 0);
        for (var trial = 0; trial < 400; trial++)
        {
            double[] text = [.. Twelve.Select(_ => Normal.Sample(random, 0, 1))];
            double[][] seeds = [.. Enumerable.Range(0, 3).Select(_ => Normal.Sample(random, 0, 2)).Select(seed => text.Select(t => seed + t + Normal.Sample(random, 0, 1)).ToArray())];
            var sample = RReference.Sample(seeds, Twelve);
            both += Comparison.Of(sample).PValue < 0.05 ? 1 : 0;
            documents += PairedDifference.ByDocument(sample).PValue() < 0.05 ? 1 : 0;
        }

        Assert.That(both, Is.InRange(3, 30), "of 400, at a level of 5 %");
        Assert.That(documents, Is.GreaterThan(120));
    }
}
