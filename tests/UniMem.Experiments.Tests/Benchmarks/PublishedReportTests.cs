using UniMem.Experiments.Benchmarks;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>What is claimed beside published implementations, and that it is claimed of the best of them.</summary>
public sealed class PublishedReportTests
{
    private static readonly PublishedReport Report = new(
        [.. Turns("slow", 6), .. Turns("fast", 3), new("fast", Benches.Turn(1, 1, 0.9, 0.7, BenchmarkWork.Forward))],
        [new("small", "rmt", "slow", 10, 12, 1_000_000, "0123456789abcdef", "a gate"), new("small", "rmt", "fast", 11, 12, 2_000_000, "", "no gate")]);

    [Test]
    public void Best_OfTwoImplementations_IsTheOneThatWeAreLeastAheadOf() =>
        Assert.That(Report.Best.Select(best => (best.Rival, best.Summary.Ratio!.Value.Median)), Is.EqualTo(new[] { ("fast", 1.5), ("fast", 0.9) }));

    [Test]
    public void Text_OfASize_TellsTheBestAllOfThemAndHowTheyDiffer() => Assert.Multiple(() =>
    {
        Assert.That(Report.Text(), Does.Match(@"\| rmt +\| +train \| +fast \| 1\.50 \(1\.50 to 1\.50\) \| +3\.75 \| +40 % \| +no \|"));
        Assert.That(Report.Text(), Does.Match(@"\| +slow \| +train \| +10 \| +12 \| +1 \| +0 \| +0 \| 3\.00"));
        Assert.That(Report.Text(), Does.Contain("- slow, rmt (0123456789): a gate.").And.Contain("- fast, rmt: no gate."));
    });

    [TestCase(1.0, 2.0, 0.5, "yes")]
    [TestCase(1.0, 1.996, 0.5, "yes")]
    [TestCase(1.0, 1.9, 0.5, "no")]
    [TestCase(1.0, 1.5, 0.8, "the limit is lower")]
    public void Verdict_OfTheBest_TellsWhetherTheLimitAllowsMore(double ours, double rival, double products, string expected) =>
        Assert.That(PublishedReport.Verdict(new([Benches.Turn(1, ours, rival, products)])), Is.EqualTo(expected));

    [Test]
    public void Verdict_OfAllTurns_CanBeQuoted()
    {
        TurnSummary[] turns = [new([Benches.Turn(1, 1, 1.5, 0.7)]), new([Benches.Turn(1, 1, 0.9, 0.6, BenchmarkWork.Evaluate)])];

        Assert.That(BenchmarkVerdict.Of(turns, Report.Best), Is.EqualTo(new[]
        {
            "**Small.** Training is 1.50 times as fast as plain PyTorch that computes the same, and reaches 70 % of the speed of the matrix products alone. "
                + "1 of 2 measurements is slower than plain PyTorch: rmt evaluate 0.90.",
            "**Small, beside published implementations.** Training is 1.50 times as fast as the best of each method, twice or more for 0 of 1. "
                + "Reading is 0.90 times as fast as the best of each method, twice or more for 0 of 1, and the limit is below that for 1.",
        }));
        Assert.That(BenchmarkVerdict.Of([new([Benches.Turn(1, 1, null, 0.7)])], []), Is.EqualTo(new[] { "**Small.** Training reaches 70 % of the speed of the matrix products alone." }));
    }

    [Test]
    public void Figure_OfTraining_HasABarForEachImplementation() =>
        Assert.That(Report.Figure()!.Panels.Single().Series.Single().Points.Select(point => point.X), Is.EquivalentTo(new[] { 3, 1.5 }));

    private static IEnumerable<PublishedTurn> Turns(string rival, double seconds) => Enumerable.Range(1, 3).Select(turn => new PublishedTurn(rival, Benches.Turn(turn, 2, seconds, 0.8)));
}
