using TorchSharp;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Memory;
using UniMem.Training.Tasks;

namespace UniMem.Training.Tests;

public sealed class AccuracyTaskTests
{
    [TestCase(0)]
    [TestCase(7)]
    public void Evaluate_Accuracy_IsTheShareOfTargetsThatALoopFindsFirst(long from)
    {
        using var session = Trained(out var setup);
        var measured = session.Evaluate(With(setup, from)).Measures;
        var (right, targets) = Naive(session, setup, from);

        Assert.That(measured, Is.EqualTo(new Measured[] { new("right", "accuracy", (double)right / targets), new("right", "targets", targets) }));
        Assert.That(right, Is.InRange(1, targets - 1), "neither all nor nothing, or the test could not fail");
    }

    [Test]
    public void Evaluate_WithMoreDocumentsSideBySide_MeasuresTheSame()
    {
        using var session = Trained(out var setup);
        var one = session.Evaluate(With(setup, 3) with { Batch = 1 }).Measures;

        Assert.That(session.Evaluate(With(setup, 3) with { Batch = 4 }).Measures, Is.EqualTo(one));
    }

    [Test]
    public void Evaluate_WhereNoTargetCounts_SaysNoAccuracy()
    {
        using var session = Trained(out var setup);
        Assert.That(session.Evaluate(With(setup, 1000)).Measures, Is.EqualTo(new Measured[] { new("right", "targets", 0) }));
    }

    [Test]
    public void Check_OutOfRange_NamesTheTask() => Assert.That(
        () => With(Tiny.Setup(), -1).Check(),
        Throws.TypeOf<ConfigurationException>().With.Message.EqualTo("evaluation.tasks.right.from: -1 is too small; it must be at least 0."));

    private static TrainingSession Trained(out TrainingSetup setup)
    {
        setup = Tiny.Setup();
        var session = TrainingSession.Create(setup);
        while (!session.Finished)
        {
            session.Step();
        }

        return session;
    }

    private static EvaluationConfig With(TrainingSetup setup, long from) => setup.Evaluation with
    {
        Tasks = new Dictionary<string, EvaluationTaskConfig> { ["right"] = new AccuracyConfig { From = from } },
    };

    private static (long Right, long Targets) Naive(TrainingSession session, TrainingSetup setup, long from)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        session.Model.eval();
        var (right, targets) = (0L, 0L);
        foreach (var document in setup.Corpus.Documents(Split.Validation))
        {
            var state = MemoryState.Empty;
            for (var start = 0; start < document.Tokens.Length - 1; start += setup.Training.Segment)
            {
                var length = Math.Min(setup.Training.Segment, document.Tokens.Length - start);
                var tokens = torch.tensor(Enumerable.Range(start, length).Select(i => (long)document.Tokens[i]).ToArray()).unsqueeze(0);
                (var logits, state) = session.Model.Forward(tokens, (torch.arange(length) + start).unsqueeze(0), state);
                for (var t = 0; t < length && start + t + 1 < document.Tokens.Length; t++)
                {
                    if (start + t + 1 >= from)
                    {
                        targets++;
                        right += logits[0, t].argmax().item<long>() == document.Tokens[start + t + 1] ? 1 : 0;
                    }
                }
            }
        }

        return (right, targets);
    }
}
