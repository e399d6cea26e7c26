using UniMem.Components;
using UniMem.Data;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Models;

namespace UniMem.Training.Tests;

/// <summary>Evaluations in which a model is given something else to remember than in training.</summary>
public sealed class EvaluationProbeTests
{
    private static IEnumerable<string> WithMemory => Methods.WithMemory;

    private static IEnumerable<string> Every => Methods.All;

    [TestCaseSource(nameof(Every))]
    public void Evaluate_WithAStrideOfASegment_IsTheEvaluationWithoutOverlapBitByBit(string method)
    {
        using var session = Stepped(Tiny.Setup(method), out var setup);
        var strided = session.Evaluate(setup.Evaluation with { Stride = setup.Training.Segment });
        Assert.That(strided.Rows, Is.EqualTo(session.Evaluate().Rows));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Evaluate_WithAStride_CountsEachTargetOnceAndReadsMore(int stride)
    {
        using var session = Stepped(Tiny.Setup("vanilla"), out var setup);
        var (whole, strided) = (session.Evaluate(), session.Evaluate(setup.Evaluation with { Stride = stride }));
        Assert.That(strided.Rows.Select(row => row with { Nats = 0 }), Is.EqualTo(whole.Rows.Select(row => row with { Nats = 0 })));
        Assert.That(First(strided), Is.EqualTo(First(whole)).Within(1e-5), "the first segment is read whole");
        Assert.That(strided.Total.Nats, Is.Not.EqualTo(whole.Total.Nats).Within(1e-4));
        Assert.That((double)strided.TokensRead / strided.Total.Targets, Is.GreaterThan(0.6 * setup.Training.Segment / stride).And.LessThan(1.2 * setup.Training.Segment / stride));
        Assert.That(whole.TokensRead, Is.EqualTo(whole.Total.Targets + 2), "two documents end with a token that is read and foresees nothing");
    }

    [Test]
    public void Evaluate_WithAStride_NeverLooksIntoTheFuture()
    {
        const string past = "abcabdacbbadcab";
        var nats = new[] { "ddcab", "bacaa" }.Select(future => NatsByPosition(past + future)).ToArray();
        Assert.That(nats[0][..(past.Length - 1)], Is.EqualTo(nats[1][..(past.Length - 1)]));
        Assert.That(nats[0][past.Length..], Is.Not.EqualTo(nats[1][past.Length..]));

        static double[] NatsByPosition(string text)
        {
            var setup = Tiny.Setup("vanilla") with { Corpus = Corpus(text), Evaluation = new() { ByPosition = [.. Enumerable.Range(1, 40)], Stride = 2 } };
            using var session = TrainingSession.Create(setup);
            return [.. session.Evaluate().Rows.Select(row => row.Nats)];
        }
    }

    /// <remarks>All six have equal backbones and begin with equal weights; memory tokens stand in the sequence also where they hold nothing.</remarks>
    [TestCase("transformer-xl")]
    [TestCase("memorizing-transformer")]
    [TestCase("longformer")]
    public void Evaluate_WithMemoryOff_IsVanillaWithTheSameWeights(string method)
    {
        using var vanilla = TrainingSession.Create(Tiny.Setup("vanilla"));
        using var session = TrainingSession.Create(Tiny.Setup(method));
        var off = session.Evaluate(Tiny.Setup().Evaluation with { Memory = MemoryUse.Off });
        Assert.That(off.Rows, Is.EqualTo(vanilla.Evaluate().Rows));
        Assert.That(session.Evaluate().Rows, Is.Not.EqualTo(off.Rows));
    }

    [TestCaseSource(nameof(WithMemory))]
    public void Evaluate_WithAnotherDocumentsMemory_ReadsWhatThatDocumentLeft(string method)
    {
        var (own, other) = ("ababbaababbaab", "cddcdccdcddcdc");
        using var session = Stepped(Tiny.Setup(method) with { Corpus = Corpus(own, other) }, out var setup);
        using var swapped = Stepped(Tiny.Setup(method) with { Corpus = Corpus(own, own) }, out var same);

        var withOther = session.Evaluate(setup.Evaluation with { Memory = MemoryUse.Other });
        Assert.That(First(withOther), Is.EqualTo(First(session.Evaluate())), "nothing to remember there");
        Assert.That(withOther.Total.Nats, Is.Not.EqualTo(session.Evaluate().Total.Nats).Within(1e-5));
        Assert.That(withOther.TokensRead, Is.EqualTo(2 * session.Evaluate().TokensRead));

        var withCopy = swapped.Evaluate(same.Evaluation with { Memory = MemoryUse.Other });
        Assert.That(withCopy.Rows, Is.EqualTo(swapped.Evaluate().Rows), "a document of the same text leaves the same memory");
    }

    [Test]
    public void Evaluate_WithOneMemoryOff_LeavesTheOtherOn()
    {
        using var session = Stepped(Tiny.Setup("unimix"), out var setup);
        var evaluation = setup.Evaluation with { Memory = MemoryUse.Off };
        double[] nats =
        [
            session.Evaluate().Total.Nats,
            session.Evaluate(evaluation with { Memories = ["recent"] }).Total.Nats,
            session.Evaluate(evaluation with { Memories = ["summary"] }).Total.Nats,
            session.Evaluate(evaluation).Total.Nats,
        ];
        Assert.That(nats.Select(n => Math.Round(n, 6)), Is.Unique);
        Assert.That(session.Evaluate(evaluation with { Memories = ["recent", "summary"] }).Total.Nats, Is.EqualTo(nats[3]));
    }

    [TestCase("vanilla", MemoryUse.Off, 0, "", "evaluation.memory: 'off' has no effect: this model has no memory")]
    [TestCase("vanilla", MemoryUse.On, 5, "", "evaluation.stride: 5 would pass over tokens: a segment has 4")]
    [TestCase("transformer-xl", MemoryUse.On, 2, "", "evaluation.stride: 2 lets segments of 4 tokens overlap")]
    [TestCase("transformer-xl", MemoryUse.Other, 2, "", "evaluation.stride: 2 lets segments of 4 tokens overlap")]
    [TestCase("unimix", MemoryUse.Off, 2, "recent", "evaluation.stride: 2 lets segments of 4 tokens overlap")]
    [TestCase("unimix", MemoryUse.On, 0, "recent", "evaluation.memories: has no effect while evaluation.memory is on")]
    [TestCase("unimix", MemoryUse.Off, 0, "recnt", "evaluation.memories: no memory is called 'recnt'. Known: recent, summary.")]
    public void Check_OfWhatMeansNothingToTheModel_SaysWhatWould(string method, MemoryUse memory, int stride, string memories, string message)
    {
        var setup = Tiny.Setup(method);
        setup = setup with { Evaluation = setup.Evaluation with { Memory = memory, Stride = stride, Memories = memories.Length == 0 ? [] : [memories] } };
        Assert.That(() => TrainingSession.Create(setup), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(message));
    }

    private static IEnumerable<double> First(EvaluationResult result) => result.Rows.Where(row => row.BinStart == 0).Select(row => row.Nats);

    private static TrainingSession Stepped(TrainingSetup setup, out TrainingSetup used)
    {
        var session = TrainingSession.Create(used = setup);
        session.Step();
        return session;
    }

    private static EncodedCorpus Corpus(params string[] texts)
    {
        Document[] documents = [.. texts.Select((text, i) => new Document($"{i}", text))];
        return new(new ListCorpus(documents, documents, documents), new ByteTokenizer());
    }
}
