using TorchSharp;
using UniMem.Data;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Training.Tests;

public sealed class EvaluatorTests
{
    private static IEnumerable<string> Every => Methods.All;

    [TestCaseSource(nameof(Every))]
    public void Evaluate_WithMoreDocumentsSideBySide_GivesTheSameRows(string method)
    {
        var setup = Tiny.Setup(method);
        using var session = TrainingSession.Create(setup);
        session.Step();
        var alone = session.Evaluate(setup.Evaluation with { Batch = 1 }).Rows;
        foreach (var batch in new[] { 2, 5 })
        {
            var together = session.Evaluate(setup.Evaluation with { Batch = batch }).Rows;
            Assert.That(together.Select(row => row with { Nats = 0 }), Is.EqualTo(alone.Select(row => row with { Nats = 0 })));
            Assert.That(together.Select(row => row.Nats), Is.EqualTo(alone.Select(row => row.Nats)).Within(1e-4));
        }
    }

    [Test]
    public void Evaluate_ByPosition_CountsEveryTargetOnceWhereItStands()
    {
        using var session = TrainingSession.Create(Tiny.Setup());
        var result = session.Evaluate();

        int[] lengths = [13, 22, 5, 31, 9];
        Assert.Multiple(() =>
        {
            Assert.That(
                result.Rows.Select(row => (row.Document, row.BinStart, row.Targets)),
                Is.EqualTo(lengths.SelectMany((length, document) => new (long, long, long)[]
                {
                    (document, 0, 3), (document, 4, Math.Min(4, length - 4)), (document, 8, length - 8),
                }.Where(row => row.Item3 > 0))));
            Assert.That(result.ByPosition.Select(bin => bin.BinEnd), Is.EqualTo(new long?[] { 4, 8, null }));
            Assert.That(result.ByPosition.Sum(bin => bin.Total.Nats), Is.EqualTo(result.Total.Nats).Within(1e-9));
            Assert.That(result.Perplexity, Is.EqualTo(Math.Exp(result.Rows.Sum(row => row.Nats) / lengths.Sum(n => n - 1))).Within(1e-9));
            Assert.That(result.BitsPerByte, Is.EqualTo(Math.Log2(result.Perplexity)).Within(1e-9), "a byte a token");
        });
    }

    [Test]
    public void Evaluate_OfTokensOfSeveralBytes_CountsTheBytesOfTargets()
    {
        var setup = Tiny.Setup();
        var text = string.Concat(Enumerable.Repeat("the cat sat on the mat with the hat ", 8));
        Document[] documents = [new("a", text), new("b", text[5..])];
        var corpus = new ListCorpus(documents, documents, documents);
        var config = new BytePairConfig { VocabularySize = 270 };
        var encoded = new EncodedCorpus(corpus, config.Train(documents, "data.tokenizer"));
        using var session = TrainingSession.Create(setup with { Corpus = encoded });

        var rows = session.Evaluate().Rows;

        Assert.That(
            rows.GroupBy(row => row.Document).Select(document => document.Sum(row => row.Bytes)),
            Is.EqualTo(encoded.Documents(Split.Validation).Select(document => document.TargetBytes)));
        Assert.That(rows.Sum(row => row.Bytes), Is.GreaterThan(rows.Sum(row => row.Targets)));
    }

    [Test]
    public void Evaluate_WithMemoryOff_IsWhatTheModelKnowsFromTheSegmentAlone()
    {
        var setup = Tiny.Setup();
        using var session = TrainingSession.Create(setup);
        session.Step();
        var on = session.Evaluate();
        var off = session.Evaluate(setup.Evaluation with { Memory = MemoryUse.Off });

        Assert.That(FirstSegments(off), Is.EqualTo(FirstSegments(on)), "nothing to remember there");
        Assert.That(off.Total.Nats, Is.Not.EqualTo(on.Total.Nats).Within(1e-4));

        static IEnumerable<double> FirstSegments(EvaluationResult result) =>
            result.Rows.Where(row => row.BinStart == 0).Select(row => row.Nats);
    }

    [TestCase(MemoryUse.On)]
    [TestCase(MemoryUse.Off)]
    [TestCase(MemoryUse.Other)]
    public void Evaluate_HoweverLong_LeavesNoTensorBehind(MemoryUse memory)
    {
        var setup = Tiny.Setup();
        using var session = TrainingSession.Create(setup with { Corpus = Tiny.Corpus([30], [700, 300]) });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        session.Evaluate(setup.Evaluation with { Memory = memory });
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Evaluate_Cancelled_StopsAndLeavesTheModelTraining()
    {
        using var session = TrainingSession.Create(Tiny.Setup());
        session.Step();
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(() => session.Evaluate(cancellation: cancelled), Throws.TypeOf<OperationCanceledException>());
        Assert.That(session.Model.training, Is.True);
    }
}
