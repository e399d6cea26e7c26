using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>Reading in segments with enough memory is reading in one pass.</summary>
public sealed class SegmentEquivalenceTests
{
    private const long Length = 35;

    private static torch.Tensor Text => Given.Tokens_BT(3, Length);

    [TestCase(5, 8)]
    [TestCase(7, 7)]
    [TestCase(4, 17)]
    public void Forward_InSegmentsWithMemoryAsLongAsTheWindow_EqualsOneSlidingWindowPass(long segment, long window)
    {
        var whole = Given.Model(Given.Backbone with { Local = [new Window { Size = window }] }, Length);
        var parts = Given.Model(
            Given.With(("recent", Given.KeyValues(window, Given.Within(window)))) with { Local = [new Window { Size = window }] }, segment);

        Assert.That(Given.Difference(Given.Read(whole, Text, Length).Logits, Given.Read(parts, Text, segment).Logits), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_WithMemoryShorterThanTheWindow_DiffersFromTheSlidingWindowPass()
    {
        var whole = Given.Model(Given.Backbone with { Local = [new Window { Size = 9 }] }, Length);
        var parts = Given.Model(Given.With(("recent", Given.KeyValues(4, Given.Within(9)))) with { Local = [new Window { Size = 9 }] }, 5);

        Assert.That(Given.Difference(Given.Read(whole, Text, Length).Logits, Given.Read(parts, Text, 5).Logits), Is.GreaterThan(1e-3));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Forward_WithUnboundedMemory_EqualsFullCausalAttentionInLogitsAndGradients(bool hidden)
    {
        var whole = Given.Model(Given.Backbone, Length);
        var parts = Given.Model(Given.With(("recent", hidden ? Given.Hidden(Length) : Given.KeyValues(Length))), 5);
        var (one, _) = Given.Read(whole, Text, Length);
        var (many, _) = Given.Read(parts, Text, 5);
        Assert.That(Given.Difference(one, many), Is.LessThan(1e-9));

        var expected = Given.Gradients(whole, one.square().mean());
        var actual = Given.Gradients(parts, many.square().mean());
        Assert.That(actual.Keys, Is.EquivalentTo(expected.Keys));
        foreach (var (name, gradient) in expected)
        {
            Assert.That(Given.Difference(gradient, actual[name]), Is.LessThan(1e-9), name);
        }
    }

    [Test]
    public void Forward_HiddenMemory_EqualsKeyValueMemoryWhileWeightsStandStill()
    {
        var hidden = Given.Model(Given.With(("recent", Given.Hidden(6))), 5);
        var keyValues = Given.Model(Given.With(("recent", Given.KeyValues(6))), 5);

        Assert.That(Given.Difference(Given.Read(hidden, Text, 5).Logits, Given.Read(keyValues, Text, 5).Logits), Is.LessThan(1e-9));
    }

    [Test]
    public void Forward_AtPositionAMillion_EqualsAtPositionZero()
    {
        var model = LanguageModel.Build(Given.With(("recent", Given.KeyValues(9))), Given.Vocabulary, 5, 1);

        Assert.That(
            Given.Difference(Given.Read(model, Text, 5).Logits, Given.Read(model, Text, 5, start: 1_000_000).Logits), Is.LessThan(1e-4));
    }

    [Test]
    public void Forward_WithTrueDistanceInsteadOfOrigin_Differs()
    {
        ModelConfig At(PositionPolicyConfig positions) =>
            Given.With(("recent", Given.KeyValues(10, inject: new JointInjectorConfig { Positions = positions })));
        var distance = Given.Read(Given.Model(At(new TrueDistanceConfig()), 5), Text, 5).Logits;

        Assert.Multiple(() =>
        {
            Assert.That(Given.Difference(distance, Given.Read(Given.Model(At(new SegmentOriginConfig()), 5), Text, 5).Logits), Is.GreaterThan(1e-3));
            Assert.That(Given.Difference(distance, Given.Read(Given.Model(At(new PackedConfig()), 5), Text, 5).Logits), Is.LessThan(1e-9));
        });
    }

    [Test]
    public void Forward_TwoLocalPatternsThatShareNothing_EqualTheirUnion()
    {
        var near = new Window { Size = 4 };
        var union = Given.Model(Given.Backbone, Length);
        var merged = Given.Model(Given.Backbone with { Local = [near, new AllOf { Patterns = [new Causal(), new Not { Pattern = near }] }] }, Length);

        Assert.That(Given.Difference(Given.Read(union, Text, Length).Logits, Given.Read(merged, Text, Length).Logits), Is.LessThan(1e-9));
    }
}
