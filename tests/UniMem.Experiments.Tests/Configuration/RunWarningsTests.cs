using UniMem.Experiments.Configuration;
using UniMem.Models;

namespace UniMem.Experiments.Tests.Configuration;

public sealed class RunWarningsTests
{
    [TestCase("memorizing-transformer", "model.memories.recent.read.k=129", "memory 'recent' holds 128 slots at most, so that a query that retrieves 129 reads all of them")]
    [TestCase("memorizing-transformer", "model.memories.recent.read.k=128", null)]
    [TestCase("unimix", "model.memories.recent.read.readers.1.k=500", "memory 'recent' holds 128 slots at most")]
    [TestCase("longformer", "model.memories.recent.read={type: positions, pattern: {type: window, size: 145}}",
        "memory 'recent' holds 128 slots at most, so that a window of 145 tokens shows all of them; a window of 144 says the same.")]
    [TestCase("longformer", "model.memories.recent.read={type: positions, pattern: {type: window, size: 144}}", null)]
    public void Of_ReadingMoreThanIsHeld_IsTold(string method, string setting, string? told)
    {
        var config = ResolvedRun.Load(Repository.At($"configs/runs/tiny-{method}.yaml"), setting).Config;
        using var model = LanguageModel.Build(config.Model, vocabulary: 8, config.Training.Segment, seed: 1);
        Assert.That(RunWarnings.Of(config, model), told is null ? Is.Empty : Has.One.StartsWith(told));
    }

    [Test]
    public void WithoutEffect_IntervalsLongerThanTheRun_AreTold()
    {
        var config = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), "training.steps=150", "evaluation.every_steps=150").Config;
        Assert.That(RunWarnings.WithoutEffect(config), Is.EqualTo(new[] { "training.checkpoint_every_steps: 200 has no effect in a run of 150 steps." }));
    }
}
