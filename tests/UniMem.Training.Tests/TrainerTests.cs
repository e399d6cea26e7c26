using TorchSharp;
using UniMem.Data;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training.Optimizers;

namespace UniMem.Training.Tests;

public sealed class TrainerTests
{
    private static readonly ModelConfig Still = Tiny.Backbone with { Dropout = 0 };

    private static IEnumerable<string> Every => Methods.WithAuxiliary;

    [TestCaseSource(nameof(Every))]
    public void Step_AfterTheFirstOnes_LeavesNoTensorBehind(string method)
    {
        using var session = TrainingSession.Create(Tiny.Setup(method));
        for (var i = 0; i < 3; i++)
        {
            session.Step();
        }

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
        {
            session.Step();
        }

        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Session_MadeAndDisposed_LeavesNoTensorBehind()
    {
        using (TrainingSession.Create(Tiny.Setup("unimix")))
        {
        }

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var session = TrainingSession.Create(Tiny.Setup("unimix")))
        {
            session.Step();
        }

        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Step_OverWholeDocuments_CountsEveryTokenButTheFirst()
    {
        var setup = Tiny.Setup();
        setup = setup with
        {
            Corpus = Tiny.Corpus([21, 10], [9]),
            Training = setup.Training with { Batch = 1, Segment = 4, BpttSegments = 8 },
        };
        using var session = TrainingSession.Create(setup);
        Assert.That(session.Step().Tokens, Is.EqualTo((21 - 1) + (10 - 1)), "five segments for 20 targets and three for 9");
    }

    [Test]
    public void Gradient_WithinAWindow_CrossesSegmentsAndStopsAtItsStart()
    {
        using var scope = torch.NewDisposeScope();
        var still = new AdamWConfig { LearningRate = 1e-30 };
        var config = new TrainingConfig { Steps = 9, Batch = 2, Segment = 4, BpttSegments = 2, Optimizer = still, ClipNorm = 0 };
        var corpus = Tiny.Corpus([40, 41], [9]);
        using var model = LanguageModel.Build(Methods.Of("transformer-xl", Still), 256, 4, seed: 1);
        using var optimizer = still.Build([.. model.named_parameters()]);
        using var trainer = new Trainer(model, optimizer, config);
        var stream = SegmentStream.Training(corpus, 2, 4, seed: 1, torch.CPU);
        List<Segment> segments = [stream.Next(), stream.Next(), stream.Next(), stream.Next()];

        var first = trainer.Step(new Queue<Segment>(segments.Take(2)).Dequeue).GradientNorm;
        var second = trainer.Step(new Queue<Segment>(segments.Skip(2)).Dequeue).GradientNorm;

        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(Norm(model, segments[..2], cutBefore: null, from: 0)).Within(1e-5));
            Assert.That(first, Is.Not.EqualTo(Norm(model, segments[..2], cutBefore: 1, from: 0)).Within(1e-4), "cut between its segments");
            Assert.That(second, Is.EqualTo(Norm(model, segments, cutBefore: 2, from: 2)).Within(1e-5));
            Assert.That(second, Is.Not.EqualTo(Norm(model, segments, cutBefore: null, from: 2)).Within(1e-4), "never cut");
        });
    }

    [Test]
    public void Padding_WhateverItHolds_ChangesNothing()
    {
        Assert.That(MetricsWithPadding(token: 77), Is.EqualTo(MetricsWithPadding(token: 0)));
    }

    [Test]
    public void LearningRate_OfAStep_FollowsTheSchedule()
    {
        var setup = Tiny.Setup();
        using var session = TrainingSession.Create(setup);
        var rates = Enumerable.Range(0, 8).Select(_ => session.Step().LearningRate).ToArray();
        Assert.That(rates, Is.EqualTo(Enumerable.Range(0, 8).Select(step => 1e-2 * setup.Training.Schedule.Multiplier(step, 8))));
    }

    private static StepMetrics MetricsWithPadding(long token)
    {
        using var scope = torch.NewDisposeScope();
        var setup = Tiny.Setup();
        using var model = LanguageModel.Build(Methods.Of("transformer-xl", Still), 256, 4, seed: 1);
        using var optimizer = setup.Training.Optimizer.Build([.. model.named_parameters()]);
        using var trainer = new Trainer(model, optimizer, setup.Training with { BpttSegments = 8 });
        var stream = SegmentStream.Training(setup.Corpus, 3, 4, seed: 1, torch.CPU);
        trainer.Step(Next);
        return trainer.Step(Next) with { Seconds = 0 };

        Segment Next()
        {
            var segment = stream.Next();
            return segment with { Tokens = torch.where(segment.Positions < 0, torch.full_like(segment.Tokens, token), segment.Tokens) };
        }
    }

    /// <summary>
    /// Norm of the gradient of the mean loss of the segments from one on, memory cut from its graph before one of them or nowhere.
    /// </summary>
    private static double Norm(LanguageModel model, IReadOnlyList<Segment> segments, int? cutBefore, int from)
    {
        using var scope = torch.NewDisposeScope();
        var state = MemoryState.Empty;
        var losses = new List<torch.Tensor>();
        for (var i = 0; i < segments.Count; i++)
        {
            state = i == cutBefore ? state.Detach() : state;
            (var logits_BTV, state) = model.Forward(segments[i].Tokens, segments[i].Positions, state.Forget(segments[i].StartsDocument));
            losses.Add(Loss.NextTokenSum(logits_BTV, segments[i].Targets));
        }

        model.zero_grad();
        (torch.stack(losses.Skip(from)).sum() / segments.Skip(from).Sum(segment => segment.TargetCount)).backward();
        return Math.Sqrt(model.parameters().Where(p => p.grad is not null).Sum(p => p.grad!.square().sum().ToDouble()));
    }
}
