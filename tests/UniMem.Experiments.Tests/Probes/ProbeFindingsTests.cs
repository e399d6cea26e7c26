using UniMem.Experiments.Probes;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Tests.Probes;

public sealed class ProbeFindingsTests
{
    [TestCase(0.3, 0.2, "uses what it remembers of a document: with another document's, it loses 0.1500 nats a byte more (95 % interval 0.1491 to 0.1509); with none, it loses 0.1000 nats a byte more")]
    [TestCase(0.0, 0.2, "is not shown to use what it remembers of a document: with another document's, it loses 0.0000 nats a byte")]
    [TestCase(4e-5, 0.2, "is not shown to use what it remembers of a document: with another document's, it loses 0.000020 nats a byte more")]
    [TestCase(-0.3, -0.2, "is misled by what it remembers of a document: with another document's, it loses 0.1500 nats a byte less (95 % interval 0.1491 to 0.1509); with none, it loses 0.1000 nats a byte less")]
    public void Of_OtherAndOff_SaysNoMoreThanTheyShow(double other, double off, string expected)
    {
        var results = new[] { Result("own", 0), Result("off", off), Result("other", other) };
        Assert.That(ProbeFindings.Of(results), Does.StartWith($"XL, seed 1 {expected}"));
    }

    [Test]
    public void Of_OffAlone_DoesNotSpeakOfUse() => Assert.That(
        ProbeFindings.Of([Result("own", 0), Result("off", 0.2)]), Does.StartWith("XL, seed 1 counts on having a memory: without it, it loses 0.1000 nats a byte more").And.Contain("--memory other"));

    [Test]
    public void Difference_IsInNatsPerByteAndWorseWhereZeroLiesOutside()
    {
        var result = Result("off", 0.2);
        Assert.That(result.Difference.Value, Is.EqualTo(0.1).Within(1e-12), "two bytes a token");
        Assert.That((result.Verdict, Result("other", 0).Verdict), Is.EqualTo((Verdict.Worse, Verdict.NoDifferenceShown)));
    }

    /// <summary>A result over six documents that differs from the run's own by so many nats a token, and by a little more or less in each.</summary>
    private static ProbeResult Result(string value, double nats)
    {
        var probe = value == "own" ? Probe.Own : new Probe { Kind = ProbeKind.Memory, Value = value, Trained = "on" };
        var run = new ProbedRun(null!, "XL", "XL, seed 1", new Dictionary<string, string?>(), [probe]);
        return new(run, probe, Evaluation(value == "own" ? 0 : nats, wobble: value == "own" ? 0 : 0.0015), Evaluation(0, 0), "");
    }

    private static StoredEvaluation Evaluation(double nats, double wobble) => new("", [.. Enumerable.Range(0, 6).Select(document => new DocumentScore
    {
        Step = 1,
        Split = "validation",
        Document = $"{document}",
        BinStart = 0,
        BinEnd = null,
        Nats = 100 * (2 + (0.1 * document) + nats + (document % 2 == 0 ? wobble : -wobble)),
        Targets = 100,
        Bytes = 200,
    })], 600, 1);
}
