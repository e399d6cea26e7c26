using UniMem.Experiments.Benchmarks;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>What turns say together: ratios are of turns, and their median is taken, not the ratio of medians.</summary>
public sealed class TurnSummaryTests
{
    private static readonly TurnSummary Summary = new([Benches.Turn(1, 2, 3, 1), Benches.Turn(2, 4, 10, 1), Benches.Turn(3, 1, 1, 0.8)]);

    [TestCase(new[] { 3.0, 1, 2 }, 2)]
    [TestCase(new[] { 4.0, 1, 2, 9 }, 3)]
    public void Spread_OfNumbers_IsMedianLeastAndMost(double[] numbers, double median) =>
        Assert.That(Spread.Of(numbers), Is.EqualTo(new Spread(median, numbers.Min(), numbers.Max())));

    [Test]
    public void Spread_OfNothing_IsRefused() => Assert.That(() => Spread.Of([]), Throws.ArgumentException);

    [Test]
    public void Summary_OfTurns_TakesTheMedianOfTheirRatios() => Assert.Multiple(() =>
    {
        Assert.That(Summary.Ratio, Is.EqualTo(new Spread(1.5, 1, 2.5)));
        Assert.That(Summary.Limit, Is.EqualTo(new Spread(3, 1.25, 10)));
        Assert.That(Summary.Utilisation, Is.EqualTo(new Spread(0.5, 0.25, 0.8)));
        Assert.That(Summary.Speed, Is.EqualTo(new Spread(0.5, 0.25, 1)));
        Assert.That(Summary.RivalUtilisation!.Value.Most, Is.EqualTo(0.8));
    });

    [Test]
    public void Summary_WithoutARival_HasNoRatio()
    {
        var alone = new TurnSummary([Benches.Turn(1, 2, null, 1)]);

        Assert.That(alone.Ratio, Is.Null);
        Assert.That(alone.Utilisation.Median, Is.EqualTo(0.5));
    }
}
