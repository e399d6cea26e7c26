using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Tests.Parts;

namespace UniMem.Tests;

/// <summary>The residual site: after self-attention has been added, before the feed-forward layer.</summary>
public sealed class ResidualSiteTests
{
    private const long Segment = 4;

    private static MemoryConfig Memory(ReaderConfig? read = null) =>
        Given.KeyValues(9, read, new CrossAttentionConfig()) with { Write = new HiddenWriterConfig() };

    private static readonly TestCaseData[] Forms =
    [
        new TestCaseData(Given.With(("m", Memory()))).SetArgDisplayNames("everything"),
        new TestCaseData(Given.With(("m", Memory(new TopKReaderConfig { K = 3 })))).SetArgDisplayNames("top-k"),
        new TestCaseData(Given.With(("a", Given.Tokens(2, 2)), ("m", Memory()), ("b", Given.KeyValues(5)))).SetArgDisplayNames("beside others"),
        new TestCaseData(Given.With(("m", Memory() with { Write = new KeyValueWriterConfig() }))).SetArgDisplayNames("the layer's own keys and values"),
    ];

    [TestCaseSource(nameof(Forms))]
    public void Forward_LaterTokens_NeverChangeEarlierLogits(ModelConfig config)
    {
        var (model, text) = (Given.Model(config, Segment), Given.Tokens_BT(2, 3 * Segment));
        var changed = torch.cat([text.narrow(1, 0, 10), (text.narrow(1, 10, 2) + 1).remainder(Given.Vocabulary)], 1);
        var (left, right) = (Given.Read(model, text, Segment).Logits, Given.Read(model, changed, Segment).Logits);

        Assert.That(Given.Difference(left.narrow(1, 0, 10), right.narrow(1, 0, 10)), Is.LessThan(1e-12));
        Assert.That(Given.Difference(left, right), Is.GreaterThan(1e-3));
    }

    [TestCaseSource(nameof(Forms))]
    public void Forward_RowOfABatch_IsThatOfTheRowAlone(ModelConfig config)
    {
        var (model, text) = (Given.Model(config, Segment), Given.Tokens_BT(3, 3 * Segment));
        var together = Given.Read(model, text, Segment).Logits.narrow(0, 1, 1);

        Assert.That(Given.Difference(together, Given.Read(model, text.narrow(0, 1, 1), Segment).Logits), Is.LessThan(1e-12));
    }

    [Test]
    public void Forward_FirstSegment_IsThatOfNoMemoryAndLaterOnesAreNot()
    {
        var text = Given.Tokens_BT(2, 2 * Segment);
        var (with, without) = (Given.Read(Given.Model(Given.With(("m", Memory())), Segment), text, Segment).Logits, Given.Read(Given.Model(Given.Backbone, Segment), text, Segment).Logits);

        Assert.That(Given.Difference(with.narrow(1, 0, Segment), without.narrow(1, 0, Segment)), Is.Zero);
        Assert.That(Given.Difference(with.narrow(1, Segment, Segment), without.narrow(1, Segment, Segment)), Is.GreaterThan(1e-3));
    }

    [Test]
    public void Backward_ThroughWhatWasRead_ReachesTheInjectorAndTheSegmentThatWrote()
    {
        Dictionary<string, torch.Tensor> Gradients(bool stop)
        {
            var model = Given.Model(Given.With(("m", Memory() with { StopGradient = stop })), Segment);
            var logits = Given.Read(model, Given.Tokens_BT(2, 2 * Segment), Segment).Logits;
            return Given.Gradients(model, logits.narrow(1, Segment, Segment).square().mean());
        }

        var (through, stopped) = (Gradients(stop: false), Gradients(stop: true));
        foreach (var name in new[] { "query.weight", "key_value.weight", "output.weight", "norm.weight" })
        {
            Assert.That(through[$"layers.1.memories.m.inject.{name}"].abs().max().ToDouble(), Is.GreaterThan(1e-6), name);
        }

        Assert.That(Given.Difference(through["embedding"], stopped["embedding"]), Is.GreaterThan(1e-6));
    }

    [Test]
    public void Residual_ThatTakesTheStreamAway_RemovesAttentionAndStillPassesTheFeedForwardLayer()
    {
        var config = Given.With(("m", Memory() with { Inject = new EraserConfig() })) with { Layers = 1 };
        var model = Given.Model(config, Segment);
        torch.Tensor Second() => Given.Read(model, Given.Tokens_BT(2, 2 * Segment), Segment).Logits.narrow(1, Segment, Segment);
        var erased = Second();
        Assert.That(Given.Difference(erased, erased[0, 0]), Is.LessThan(1e-12), "what attention had added is gone");

        using (torch.no_grad())
        {
            model.named_parameters().Single(p => p.name == "layers.0.feed_forward.down.weight").parameter.zero_();
        }

        Assert.That(Given.Difference(erased, Second()), Is.GreaterThan(1e-3), "the feed-forward layer comes after");
    }

    [Test]
    public void Build_SlotsThatAreNoKeysAndValues_AreRefused() => Assert.That(
        () => Given.Model(Given.With(("m", Given.Tokens(2, 2) with { Inject = new CrossAttentionConfig() })), Segment),
        Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("model.memories.m.inject: this injector enters layers"));

    /// <summary>Puts ones in place of the stream.</summary>
    [Component("test_eraser")]
    private sealed record EraserConfig : InjectorConfig
    {
        public override IMemoryInjector Build(BuildContext context) => new Eraser(new Unrotated(context.Rotary), context.Model);

        private sealed class Eraser(IPositionPolicy positions, ModelConfig model) : IResidualInjector
        {
            public IPositionPolicy Positions => positions;

            public IKeyValueProjection? Projection => null;

            public torch.Tensor Queries(ResidualStream stream) => stream.Hidden.view(stream.Hidden.shape[0], -1, model.Heads, model.HeadWidth).transpose(1, 2);

            public torch.Tensor Residual(ResidualStream stream, AttentionQuery query, IReadOnlyList<MemoryView> memory) =>
                torch.ones_like(stream.Hidden) - stream.Hidden;

            public double Flops(long queries) => 0;
        }
    }
}
