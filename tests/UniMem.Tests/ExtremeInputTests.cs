using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>Every form stays finite and right where inputs are as small, as large or as empty as they may be.</summary>
[TestFixtureSource(typeof(Forms), nameof(Forms.Names))]
public sealed class ExtremeInputTests(string form)
{
    private const long Segment = 5;

    private static ModelConfig Config(string form) => Forms.All[form];

    [Test]
    public void Forward_DocumentOfOneToken_EqualsTheFirstTokenOfALongerOne()
    {
        var model = Given.Model(Config(form), Segment);
        var text = Given.Tokens_BT(2, Segment);
        var alone = Given.Read(model, text.narrow(1, 0, 1), 1).Logits;
        var padded = model.Forward(text, Positions(2, 1, Segment), MemoryState.Empty).Logits;

        Assert.That(Given.Difference(alone, Given.Read(model, text, Segment).Logits.narrow(1, 0, 1)), Is.LessThan(1e-10));
        Assert.That(Given.Difference(alone, padded.narrow(1, 0, 1)), Is.LessThan(1e-10), "padding after it is not seen");
        Assert.That(padded.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void Forward_AfterADocumentOfOneToken_RemembersThatTokenOnly()
    {
        var model = Given.Model(Config(form), Segment);
        var (_, padded) = model.Forward(Given.Tokens_BT(1, Segment), Positions(1, 1, Segment), MemoryState.Empty);
        var other = Given.Tokens_BT(1, Segment);
        other.narrow(1, 1, Segment - 1).copy_((other.narrow(1, 1, Segment - 1) + 3).remainder(Given.Vocabulary));
        var (_, same) = model.Forward(other, Positions(1, 1, Segment), MemoryState.Empty);
        var next = Given.Tokens_BT(1, Segment, seed: 4);

        Assert.That(Given.Difference(Given.Read(model, next, Segment, padded, 1).Logits, Given.Read(model, next, Segment, same, 1).Logits), Is.Zero);
    }

    [Test]
    public void Forward_SegmentsOfOneToken_AreFiniteWithFiniteGradients()
    {
        var model = Given.Model(Config(form), segment: 1);
        var (logits, _) = Given.Read(model, Given.Tokens_BT(2, 9), segment: 1);
        var gradients = Given.Gradients(model, logits.square().mean());

        Assert.That(logits.isfinite().all().ToBoolean(), Is.True);
        Assert.That(gradients.Values.All(gradient => gradient.isfinite().all().ToBoolean()), Is.True);
    }

    [Test]
    public void Forward_AtPositionAMillion_EqualsAtPositionZero()
    {
        var model = LanguageModel.Build(Config(form), Given.Vocabulary, Segment, 1);
        var text = Given.Tokens_BT(2, 4 * Segment);

        Assert.That(
            Given.Difference(Given.Read(model, text, Segment).Logits, Given.Read(model, text, Segment, start: 1_000_000).Logits), Is.LessThan(2e-4));
    }

    [Test]
    public void Forward_EverySlotMasked_EqualsNoMemoryAtAll()
    {
        var model = Given.Model(Config(form), Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(2, 3 * Segment), Segment);
        var masked = state.Blocks.Aggregate(state, (changed, pair) => changed.With(pair.Key, pair.Value.Erase(pair.Value.Valid)));
        var next = Given.Tokens_BT(2, 2 * Segment, seed: 4);

        Assert.That(Given.Difference(Given.Read(model, next, Segment, masked).Logits, Given.Read(model, next, Segment).Logits), Is.LessThan(1e-10));
    }

    [Test]
    public void Forward_WholeBatchOfPadding_IsFinite()
    {
        var model = Given.Model(Config(form), Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(2, Segment), Segment);
        var (logits, after) = model.Forward(Given.Tokens_BT(2, Segment), Positions(2, 0, Segment), state);

        Assert.That(logits.isfinite().all().ToBoolean(), Is.True);
        Assert.That(after.Blocks.Values.All(block => block.Keys.isfinite().all().ToBoolean()), Is.True);
    }

    /// <summary>Positions of rows that hold a few tokens and then padding.</summary>
    private static torch.Tensor Positions(long rows, long tokens, long length) =>
        torch.cat([torch.arange(tokens), torch.full([length - tokens], -1, torch.ScalarType.Int64)]).unsqueeze(0).expand(rows, -1);
}
