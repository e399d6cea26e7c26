using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Tests.Statistics;

public sealed class PairedDifferenceTests
{
    private static readonly double[] Drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Test]
    public void Of_DocumentsOfEqualLength_IsThePairedTTest()
    {
        var difference = PairedDifference.Of(Scores(Drug2, _ => 1), Scores(Drug1, _ => 1));
        Assert.Multiple(() =>
        {
            Assert.That(difference.Value, Is.EqualTo(1.58).Within(1e-12));
            Assert.That(difference.Value / difference.StandardError, Is.EqualTo(4.0621).Within(5e-5), "R's t.test on Student's sleep data");
        });
    }

    [Test]
    public void Of_DocumentsOfUnequalLength_WeighsThemByTheirTargets()
    {
        // d = (-1, -4, 2), n = (10, 20, 10): r = -3/40; residuals -0.25, -2.5, 2.75; se^2 = 3/2 * 13.875 / 1600.
        var difference = PairedDifference.Of(Scores([9, 16, 12], i => i == 1 ? 20 : 10), Scores([10, 20, 10], i => i == 1 ? 20 : 10));
        Assert.Multiple(() =>
        {
            Assert.That(difference.Value, Is.EqualTo(-0.075).Within(1e-12));
            Assert.That(difference.StandardError, Is.EqualTo(Math.Sqrt(1.5 * 13.875 / 1600)).Within(1e-12));
            Assert.That(difference.DegreesOfFreedom, Is.EqualTo(2));
        });
    }

    [Test]
    public void Of_SeveralBinsOfADocument_CountsTheDocumentOnce()
    {
        var split = Scores([4, 5], _ => 10).SelectMany(s => new[]
        {
            s with { BinEnd = 5, Nats = s.Nats / 4, Targets = 4 },
            s with { BinStart = 5, Nats = 3 * s.Nats / 4, Targets = 6 },
        });
        var whole = Scores([6, 6], _ => 10);
        Assert.That(PairedDifference.Of(split, whole).DegreesOfFreedom, Is.EqualTo(1));
        Assert.That(PairedDifference.Of(split, whole).Value, Is.EqualTo(-0.15).Within(1e-12));
    }

    [Test]
    public void Of_RunsOverDifferentText_Refuses()
    {
        Assert.That(() => PairedDifference.Of(Scores([1, 2], _ => 10), Scores([1, 2, 3], _ => 10)), Throws.ArgumentException.With.Message.Contains("'2'"));
        Assert.That(() => PairedDifference.Of(Scores([1, 2], _ => 10), Scores([1, 2], _ => 11)), Throws.ArgumentException);
    }

    private static List<DocumentScore> Scores(IReadOnlyList<double> nats, Func<int, long> targets) => [.. nats.Select((n, i) => new DocumentScore
    {
        Step = 1,
        Split = "validation",
        Document = i.ToString(System.Globalization.CultureInfo.InvariantCulture),
        BinStart = 0,
        BinEnd = null,
        Nats = n,
        Targets = targets(i),
        Bytes = targets(i),
    })];
}
