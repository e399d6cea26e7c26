using TorchSharp.Modules;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>Two ways to say one thing give one result.</summary>
public sealed class BackboneEquivalenceTests
{
    private const long Segment = 5;
    private const long Length = 4 * Segment;

    private static torch.Tensor Text => Given.Tokens_BT(2, Length);

    private static readonly TestCaseData[] WithoutBorders =
    [
        new TestCaseData(Forms.TransformerXl).SetArgDisplayNames("relative sinusoids by shift, post-norm"),
        new TestCaseData(RelativeSinusoidsTests.TransformerXl(shift: false)).SetArgDisplayNames("relative sinusoids, explicit"),
        new TestCaseData(Forms.Memorizing).SetArgDisplayNames("buckets, normalised heads"),
    ];

    [TestCaseSource(nameof(WithoutBorders))]
    public void Forward_InSegmentsWithUnlimitedMemory_EqualsOneLongSegmentInLogitsAndGradients(ModelConfig config)
    {
        var unlimited = config with
        {
            Memories = config.Memories.Take(1).ToDictionary(m => m.Key, m => m.Value with { StopGradient = false, Manage = Given.KeyValues(Length).Manage }),
        };
        var whole = Given.Model(config with { Memories = Given.Backbone.Memories }, Length);
        var parts = Given.Model(unlimited, Segment);
        var (one, many) = (Given.Read(whole, Text, Length).Logits, Given.Read(parts, Text, Segment).Logits);
        Assert.That(Given.Difference(one, many), Is.LessThan(1e-9));

        var (expected, actual) = (Given.Gradients(whole, one.square().mean()), Given.Gradients(parts, many.square().mean()));
        Assert.That(actual.Keys, Is.EquivalentTo(expected.Keys));
        Assert.That(expected.Max(g => Given.Difference(g.Value, actual[g.Key])), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_LongformerInSegments_EqualsOnePassOverTheSequence()
    {
        var whole = Given.Model(Forms.Longformer with { Memories = Given.Backbone.Memories }, Length);
        var parts = Given.Model(Forms.Longformer, Segment);

        Assert.That(Given.Difference(Given.Read(whole, Text, Length).Logits, Given.Read(parts, Text, Segment).Logits), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_WithoutMemoryTokens_EqualsNoMemory()
    {
        var none = Given.Model(Given.With(("m", Given.Tokens(0, 1))), Segment);

        Assert.That(Given.Difference(Given.Read(none, Text, Segment).Logits, Given.Read(Given.Model(Given.Backbone, Segment), Text, Segment).Logits), Is.LessThan(1e-12));
    }

    [Test]
    public void Forward_FirstSegmentThatReadsNoInitialTokens_EqualsNoMemory()
    {
        var inject = new MemoryTokenInjectorConfig { Tokens = 3, Initial = InitialTokens.None, Mutual = false };
        var tokens = Given.Model(Given.With(("m", Given.Tokens(3, 3) with { Inject = inject })), Segment);
        var none = Given.Model(Given.Backbone, Segment);
        var (with, without) = (Given.Read(tokens, Text, Segment).Logits, Given.Read(none, Text, Segment).Logits);

        Assert.That(Given.Difference(with.narrow(1, 0, Segment), without.narrow(1, 0, Segment)), Is.LessThan(1e-12));
        Assert.That(Given.Difference(with, without), Is.GreaterThan(1e-3), "later segments read what the first one wrote");
    }

    [TestCase(-1e9, true)]
    [TestCase(0, false)]
    public void Forward_GateShut_EqualsNoMemory(double gate, bool equal)
    {
        var gated = Given.Model(Given.With(("m", Given.KeyValues(9, inject: new GatedInjectorConfig { InitialGate = gate }))), Segment);
        var difference = Given.Difference(Given.Read(gated, Text, Segment).Logits, Given.Read(Given.Model(Given.Backbone, Segment), Text, Segment).Logits);

        Assert.That(difference, equal ? Is.Zero : Is.GreaterThan(1e-3));
    }

    [Test]
    public void Forward_MemoryAndWhatItEvicts_EqualOneMemoryAsLongAsBoth()
    {
        var one = Given.Model(Given.With(("all", Given.KeyValues(13))), Segment);
        var two = Given.Model(Given.With(
            ("recent", Given.KeyValues(4)), ("distant", Given.KeyValues(9) with { Write = new EvictedWriterConfig { From = "recent" } })), Segment);
        var text = Given.Tokens_BT(2, 7 * Segment);
        var (expected, actual) = (Given.Read(one, text, Segment).Logits, Given.Read(two, text, Segment).Logits);

        Assert.That(Given.Difference(expected, actual), Is.LessThan(1e-9));
        var (left, right) = (Given.Gradients(one, expected.square().mean()), Given.Gradients(two, actual.square().mean()));
        Assert.That(left.Max(g => Given.Difference(g.Value, right[g.Key])), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_TwoMemoriesThatLieOtherwise_EachShowWhatTheWindowReaches()
    {
        var read = Given.Within(6);
        var apart = Given.Model(Given.With(
            ("recent", Given.KeyValues(4, read)), ("distant", Given.KeyValues(4, read) with { Write = new EvictedWriterConfig { From = "recent" } })), Segment);
        var together = Given.Model(Given.With(("recent", Given.KeyValues(8, read))), Segment);
        var tokens_BT = Given.Tokens_BT(2, 24);
        Assert.That(Given.Difference(Given.Read(apart, tokens_BT, Segment).Logits, Given.Read(together, tokens_BT, Segment).Logits), Is.LessThan(1e-11));
    }

    [Test]
    public void Learn_LayersWhoseMemoriesHoldOtherPositions_ShareNothingThatDiffers()
    {
        var lower = Given.KeyValues(3) with { Layers = new LayerSelection("first") };
        var model = Given.Model(Given.With(("lower", lower), ("upper", Given.KeyValues(7) with { Layers = new LayerSelection("last") })), Segment);
        torch.Tensor Read(bool alone)
        {
            var (state, hidden_BTE) = (MemoryState.Empty, torch.empty(0));
            for (var i = 0L; i < 4; i++)
            {
                var positions_BT = (torch.arange(Segment) + (i * Segment)).unsqueeze(0).expand(2, -1);
                (hidden_BTE, state, _) = model.Learn(Text.narrow(1, i * Segment, Segment), positions_BT, state, recompute: alone);
            }

            return hidden_BTE;
        }

        Assert.That(Read(alone: false).Equals(Read(alone: true)), Is.True, "layers that compute again share nothing");
    }

    [Test]
    public void Build_EvictionsOfAMemoryThatIsNotThere_SaysSo()
    {
        var config = Given.With(("distant", Given.KeyValues(9) with { Write = new EvictedWriterConfig { From = "recent" } }));
        Assert.That(Assert.Throws<ConfigurationException>(() => Given.Model(config, Segment))!.Message,
            Does.Contain("model.memories.distant.write.from").And.Contain("'recent'").And.Contain("layer 0"));
    }

    [Test]
    public void Forward_UniMixWithoutSearchAndTokens_EqualsItsWindow()
    {
        var mixed = Forms.UniMix.Memories["recent"];
        var window = mixed with { Read = Given.Within(6) };
        var near = new AnyOf { Patterns = [new Window { Size = 6 }] };
        var union = mixed with
        {
            Read = new UnionReaderConfig
            {
                Readers = [new PositionReaderConfig { Pattern = near }, new TopKReaderConfig { K = 2, Among = new AllOf { Patterns = [new Everything(), new Not { Pattern = new Everything() }] } }],
            },
        };
        var (left, right) = (Given.Model(Given.With(("recent", union), ("summary", Given.Tokens(0, 1))), Segment), Given.Model(Given.With(("recent", window)), Segment));

        Assert.That(Given.Difference(Given.Read(left, Text, Segment).Logits, Given.Read(right, Text, Segment).Logits), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_NormalisedHeads_ScoresCosinesTimesTheHeadsScale()
    {
        var context = RelativeSinusoidsTests.Context(Given.Backbone);
        var norm = new HeadNorm(context, initialScale: 2.5);
        var (held, query) = ReadingTests.Sample(slots: 3);
        var scored = (query with { Heads = norm.Queries(query.Heads), Policy = new Unrotated(context.Rotary) }).Score(
            (UniMem.Attention.SharedView)Given.Everything.Build(context).Read(held with { Keys = norm.Keys(held.Keys) }, query).Single());
        var (q, k) = (query.Heads[1, 3, 2], held.Keys[1, 1, 0]);

        Assert.That(scored[1, 3, 2, 0].ToDouble(), Is.EqualTo(2.5 * ((q * k).sum() / (q.norm() * k.norm())).ToDouble()).Within(1e-12));
    }

    [Test]
    public void Build_TooFewLearnedPlaces_SaysHowManyAreNeeded() => Assert.That(
        Assert.Throws<ConfigurationException>(() => Given.Model(Forms.Rmt with { LearnedPositions = 8 }, Segment))!.Message,
        Does.Contain("model.learned_positions").And.Contain("at least 11"));

    [Test]
    public void Build_HeadsOfOddWidthThatRotate_SaysWhatWouldDo() => Assert.That(
        Assert.Throws<ConfigurationException>(() => Given.Model(Given.Backbone with { Width = 20 }, Segment))!.Message,
        Does.Contain("model.positions").And.Contain("5 wide"));
}
