using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>Each paper's method on its paper's backbone, and what the presets of the UniMem authors have in common.</summary>
public sealed class PaperPresetTests
{
    [TestCase("papers/transformer-xl", "papers/transformer-xl")]
    [TestCase("papers/transformer-xl", "papers/transformer-xl-same-length")]
    [TestCase("papers/transformer-xl", "papers/rmt")]
    [TestCase("papers/gpt2", "papers/rmt")]
    [TestCase("papers/memorizing-transformer", "papers/memorizing-transformer")]
    [TestCase("papers/longformer", "papers/longformer")]
    public void Build_PaperOnItsBackbone_ReadsThreeSegmentsAndItsFullSizeBinds(string backbone, string method)
    {
        var model = LanguageModel.Build(Run($"configs/models/{backbone}-tiny.yaml", $"configs/methods/{method}.yaml").Config.Model, 23, 4, seed: 1);
        var (logits, _) = MethodFiles.Read(model, MethodFiles.Text(2, 3 * MethodFiles.Segment));
        logits.square().mean().backward();

        Assert.Multiple(() =>
        {
            Assert.That(logits.isfinite().all().ToBoolean(), Is.True);
            Assert.That(model.named_parameters().Where(p => p.parameter.grad is null).Select(p => p.name), Is.Empty, "every parameter serves");
            Assert.That(Run($"configs/models/{backbone}.yaml", $"configs/methods/{method}.yaml").Config.Model.Layers, Is.EqualTo(12));
        });
    }

    [Test]
    public void LayersOfUniMem_OnTheAuthorsBackbone_AreTheirs()
    {
        int[] Layers(string method, string memory) =>
            [.. Run("configs/models/tinyllama.yaml", $"configs/methods/unimem/{method}.yaml").Config.Model.Memories[memory].Layers.Of(22)];

        Assert.Multiple(() =>
        {
            Assert.That(Layers("memorizing-transformer", "recent"), Is.EqualTo(new[] { 11, 21 }));
            Assert.That(Layers("unimix", "recent"), Is.EqualTo(Enumerable.Range(11, 11)));
            Assert.That(Layers("transformer-xl", "recent"), Has.Length.EqualTo(22));
        });
    }

    [Test]
    public void Forward_UniMixWithoutMemories_IsVanilla() => Assert.That(
        (Read("configs/methods/unimem/unimix.yaml", "model.memories.recent=null", "model.memories.summary=null")
            - Read("configs/methods/unimem/vanilla.yaml")).abs().max().ToDouble(), Is.Zero);

    [Test]
    public void Forward_UniMixWithoutSearchSinksAndTokens_IsTransformerXlOfUniMem() => Assert.That(
        (Read(
            "configs/methods/unimem/unimix.yaml", "model.memories.summary=null", "model.memories.recent.layers=all",
            "model.memories.recent.manage.capacity={segments: 1}",
            "model.memories.recent.read={type: positions, pattern: {type: window, size: 513}}")
            - Read("configs/methods/unimem/transformer-xl.yaml")).abs().max().ToDouble(), Is.LessThan(1e-12));

    [TestCase("rmt", true)]
    [TestCase("unimix", true)]
    [TestCase("rmt-bptt2", false)]
    [TestCase("unimix-bptt2", false)]
    [TestCase("transformer-xl", false)]
    public void Warnings_MemoryTokensWithoutGradientAcrossSegments_AreGiven(string method, bool warned)
    {
        var warnings = RunWarnings.Of(Run("configs/models/tiny.yaml", $"configs/methods/unimem/{method}.yaml").Config);

        Assert.That(warnings, warned ? Has.One.Contains("'summary'").And.One.Contains("training.bptt_segments is 1") : Is.Empty);
    }

    private static ResolvedRun Run(string backbone, string method, params IReadOnlyList<string> overrides) => ResolvedRun.Of(ConfigOverride.Apply(
        new[] { backbone, method, "configs/data/austen.yaml" }.Select(file => ConfigFiles.Load(Repository.At(file))).Aggregate(ConfigMerge.Over),
        ["name=test", .. overrides]));

    private static torch.Tensor Read(string method, params IReadOnlyList<string> overrides)
    {
        var config = Run("configs/models/tiny.yaml", method, overrides).Config.Model with { InitialDeviation = 0.4 };
        using var model = LanguageModel.Build(config, MethodFiles.Vocabulary, MethodFiles.Segment, seed: 1, MethodFiles.Double);
        return MethodFiles.Read(model, MethodFiles.Text(2, 4 * MethodFiles.Segment), MemoryState.Empty).Logits.detach();
    }
}
