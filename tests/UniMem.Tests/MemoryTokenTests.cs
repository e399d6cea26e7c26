using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Models;

namespace UniMem.Tests;

public sealed class MemoryTokenTests
{
    private const long Segment = 5;

    [Test]
    public void Forward_FirstSegment_DoesNotSeeTheWriteTokens()
    {
        var model = Given.Model(Given.With(("m", Given.Tokens(2, 2))), Segment);
        var text = Given.Tokens_BT(1, Segment);
        var (logits, state) = Given.Read(model, text, Segment);
        var other = text.clone();
        other[0, Segment - 1] = (text[0, Segment - 1] + 1).remainder(Given.Vocabulary);
        var (changed, otherState) = Given.Read(model, other, Segment);

        Assert.Multiple(() =>
        {
            Assert.That(Given.Difference(logits.narrow(1, 0, Segment - 1), changed.narrow(1, 0, Segment - 1)), Is.Zero);
            Assert.That(Given.Difference(state.Blocks.Values.Single().Keys, otherState.Blocks.Values.Single().Keys), Is.GreaterThan(1e-6),
                "write tokens see the whole segment");
        });
    }

    [Test]
    public void Write_AfterSeveralSegments_HoldsTheNewestBlocks()
    {
        var model = Given.Model(Given.With(("m", Given.Tokens(2, 6))), Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(1, 4 * Segment), Segment);

        Assert.That(state.Blocks["m/output"].Positions[0].data<long>().ToArray(), Is.EqualTo(new long[] { 10, 11, 15, 16, 20, 21 }));
    }

    [Test]
    public void Backward_OverTwoSegments_ReachesTheWritePathOfTheFirst()
    {
        var model = Given.Model(Given.With(("m", Given.Tokens(2, 2))), Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(1, Segment), Segment);
        var written = state.Blocks["m/output"].Keys;
        var (logits, _) = Given.Read(model, Given.Tokens_BT(1, Segment, seed: 9), Segment, state, start: Segment);

        Assert.That(torch.autograd.grad([logits.square().sum()], [written])[0].abs().max().ToDouble(), Is.GreaterThan(1e-6));
    }

    [Test]
    public void Build_PartsThatDoNotFit_SaysWhatWould()
    {
        ModelConfig With(MemoryConfig memory) => Given.With(("m", memory));
        string Message(ModelConfig config) => Assert.Throws<ConfigurationException>(() => Given.Model(config, Segment))!.Message;

        Assert.Multiple(() =>
        {
            Assert.That(Message(With(Given.KeyValues(4) with { Layers = new("output") })), Does.Contain("model.memories.m.write").And.Contain("memory_tokens"));
            Assert.That(Message(With(Given.Tokens(2, 2) with { Layers = LayerSelection.All })), Does.Contain("layers: output"));
            Assert.That(Message(With(Given.KeyValues(4, inject: new MemoryTokenInjectorConfig { Tokens = 2 }))), Does.Contain("model.memories.m.inject"));
            Assert.That(Message(With(Given.KeyValues(0))), Does.Contain("model.memories.m.manage.capacity").And.Contain("at least 1"));
            Assert.That(Message(With(Given.KeyValues(4) with { Layers = new("7") })), Does.Contain("model.memories.m.layers").And.Contain("'7'"));
        });
    }
}
