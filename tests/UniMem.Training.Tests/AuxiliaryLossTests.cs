using TorchSharp;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Tests.Parts;
using UniMem.Training.Optimizers;

namespace UniMem.Training.Tests;

/// <summary>What a part loses on its own is learned from, told apart from the loss of the next token, and never part of an evaluation.</summary>
public sealed class AuxiliaryLossTests
{
    private const string Scale = "layers.0.memories.m.write.scale";

    [Test]
    public void Step_WithALossOfAPart_TellsItApartAndLeavesTheLossOfTokensAlone()
    {
        var (without, with) = (FirstStep(weight: 0).Metrics, FirstStep(weight: 3).Metrics);

        Assert.That(with.Loss, Is.EqualTo(without.Loss));
        Assert.That(with.Auxiliary["m.write"], Is.EqualTo(without.Auxiliary["m.write"]).And.GreaterThan(0));
        Assert.That(with.GradientNorm, Is.Not.EqualTo(without.GradientNorm));
    }

    [Test]
    public void Step_WithALossOfAPart_GradientIsThatOfTokensPlusTheWeightedOne()
    {
        var (none, once, thrice) = (FirstStep(weight: 0).Gradient, FirstStep(weight: 1).Gradient, FirstStep(weight: 3).Gradient);

        Assert.That(once - none, Is.Not.Zero);
        Assert.That(thrice - none, Is.EqualTo(3 * (once - none)).Within(1e-5 * Math.Abs(thrice)));
    }

    [Test]
    public void Step_WithALossOfAPart_IsItsSumOverLayersAndMeanOverSegments()
    {
        using var scope = torch.NewDisposeScope();
        using var session = Session(weight: 0);
        var stream = Data.SegmentStream.Training(Tiny.Setup().Corpus, 3, 4, Tiny.Setup().Seed, torch.CPU);
        var (state, sum, segments) = (MemoryState.Empty, 0.0, Tiny.Setup().Training.BpttSegments);
        for (var i = 0; i < segments; i++)
        {
            var segment = stream.Next();
            (_, state, var losses) = session.Model.Learn(segment.Tokens, segment.Positions, state.Forget(segment.StartsDocument));
            sum += losses.Values["m.write"].item<float>();
        }

        Assert.That(session.Step().Auxiliary["m.write"], Is.EqualTo(sum / segments).Within(1e-6));
    }

    [Test]
    public void Evaluate_WithALossOfAPart_NeitherComputesNorCountsIt()
    {
        using var without = Session(weight: 0);
        using var with = Session(weight: 1e6);
        var before = LossyWriter.Asked;
        var (expected, actual) = (without.Evaluate(), with.Evaluate());

        Assert.That(LossyWriter.Asked, Is.EqualTo(before));
        Assert.That(actual.Total, Is.EqualTo(expected.Total));
        with.Step();
        Assert.That(LossyWriter.Asked, Is.GreaterThan(before), "training asks");
    }

    [Test]
    public void LossNames_OfAModel_AreThoseOfItsParts()
    {
        using var session = Session(weight: 1);
        Assert.That(session.Model.LossNames, Is.EqualTo(new[] { "m.write" }));
    }

    private static (StepMetrics Metrics, double Gradient) FirstStep(double weight)
    {
        using var scope = torch.NewDisposeScope();
        using var session = Session(weight);
        var metrics = session.Step();
        return (metrics, session.Model.named_parameters().Single(p => p.name == Scale).parameter.grad!.item<float>());
    }

    private static TrainingSession Session(double weight)
    {
        var setup = Tiny.Setup();
        return TrainingSession.Create(setup with
        {
            Model = Tiny.Backbone with { Dropout = 0, Memories = new Dictionary<string, MemoryConfig> { ["m"] = Methods.Attended(weight) } },
            Training = setup.Training with { ClipNorm = 0, Optimizer = new AdamWConfig { LearningRate = 1e-3 } },
        });
    }
}
