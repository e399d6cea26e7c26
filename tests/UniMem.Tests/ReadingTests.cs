using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;

namespace UniMem.Tests;

public sealed class ReadingTests
{
    private static readonly RotaryEmbedding Rotary = new(6, 10000);

    [TestCase(false)]
    [TestCase(true)]
    public void TopK_AtLeastAsManyAsHeld_ReadsEverything(bool gated)
    {
        UniMem.Memory.InjectorConfig Inject() => gated ? new GatedInjectorConfig() : new JointInjectorConfig();
        var text = Given.Tokens_BT(2, 23);
        var all = Given.Model(Given.With(("recent", Given.KeyValues(9, inject: Inject()))), 5);
        var best = Given.Model(Given.With(("recent", Given.KeyValues(9, new TopKReaderConfig { K = 9 }, Inject()))), 5);

        Assert.That(Given.Difference(Given.Read(all, text, 5).Logits, Given.Read(best, text, 5).Logits), Is.LessThan(1e-9));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(6)]
    public void TopK_FewerThanHeld_ReadsExactlyTheBestOfEachQueryAndHead(int k)
    {
        var (held, query) = Sample(slots: 7);
        var view = (PerQueryView)new TopKReader(k, new Everything()).Read(held, query).Single();
        var all = (SharedView)new PositionReader(new Everything()).Read(held, query).Single();

        var scores = all.Score(query).masked_fill(all.Visible.logical_not(), AttentionCore.MaskedScore);
        var (best, _) = scores.topk(k);
        var (chosen, _) = view.Score(query).masked_fill(view.Visible.logical_not(), AttentionCore.MaskedScore).sort(-1, descending: true);
        Assert.That(Given.Difference(best, chosen), Is.LessThan(1e-9));
    }

    [Test]
    public void TopK_ValuesAndPositions_BelongToTheChosenKeys()
    {
        var (held, query) = Sample(slots: 7);
        held = held with { Values = held.Keys * 2 };
        var view = (PerQueryView)new TopKReader(3, new Everything()).Read(held, query).Single();

        Assert.That(Given.Difference(view.Values, view.Keys * 2), Is.Zero);
        for (var head = 0; head < 4; head++)
        {
            var position = view.Positions[1, head, 2, 0].ToInt64();
            var column = position - held.Positions[1, 0].ToInt64();
            Assert.That(Given.Difference(view.Keys[1, head, 2, 0], held.Keys[1, head / 2, column]), Is.Zero, $"head {head}");
        }
    }

    [Test]
    public void TopK_MoreThanARowHolds_HidesTheRest()
    {
        var (held, query) = Sample(slots: 7);
        var valid = torch.tensor(new[] { false, false, false, false, false, true, true }).unsqueeze(0).expand(2, -1);
        var view = (PerQueryView)new TopKReader(4, new Everything()).Read(held with { Valid = valid }, query).Single();

        Assert.That(view.Visible.sum(-1).eq(2).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Union_OfDisjointReaders_EqualsReadingBothAtOnce()
    {
        var (held, query) = Sample(slots: 7);
        var near = new Window { Size = 6 };
        var union = new UnionReader([new PositionReader(near), new TopKReader(7, new Not { Pattern = near })]);
        var output = AttentionCore.Attend(query, [.. union.Read(held, query).Select(view => new AttentionPart(view, query.Policy))]);
        var all = AttentionCore.Attend(
            query, [.. new PositionReader(new Everything()).Read(held, query).Select(view => new AttentionPart(view, query.Policy))]);

        Assert.That(Given.Difference(output.Values, all.Values), Is.LessThan(1e-9));
        Assert.That(Given.Difference(output.LogMass, all.LogMass), Is.LessThan(1e-9));
    }

    /// <summary>Two rows of slots right before five queries; four query heads over two key-value heads.</summary>
    internal static (MemoryBlock Held, AttentionQuery Query) Sample(long slots, ulong seed = 3)
    {
        using var generator = new torch.Generator(seed);
        torch.Tensor Random(params long[] shape) => torch.empty(shape, torch.ScalarType.Float64).normal_(0, 1, generator);
        var first = torch.tensor(new long[] { 20, 31 }).unsqueeze(1);
        var held = new MemoryBlock(
            Random(2, 2, slots, 6), Random(2, 2, slots, 6), first - slots + torch.arange(slots).unsqueeze(0),
            torch.ones([2, slots], torch.ScalarType.Bool));
        return (held, new(Random(2, 4, 5, 6), first + torch.arange(5).unsqueeze(0), first, new TrueDistance(Rotary)));
    }
}
