using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Memory.Reading;

namespace UniMem.Tests;

public sealed class AttentionCoreTests
{
    [Test]
    public void Merge_OfTwoKeySets_EqualsOneSoftmaxInValuesAndGradients()
    {
        var (held, query) = ReadingTests.Sample(slots: 9);
        var leaves = new[] { held.Keys.requires_grad_(), held.Values.requires_grad_(), query.Heads.requires_grad_() };
        SharedView View(long from, long length) =>
            (SharedView)new PositionReader(new Window { Size = 11 }).Read(held.Narrow(from, length), query).Single();
        AttentionOutput Attend(params SharedView[] views) => AttentionCore.Attend(query, [.. views.Select(v => new AttentionPart(v, query.Policy))]);

        var whole = Attend(View(0, 9));
        var merged = Attend(View(0, 4)).Merge(Attend(View(4, 5)));
        var joined = Attend(View(0, 4), View(4, 5));
        foreach (var other in new[] { merged, joined })
        {
            Assert.That(Given.Difference(whole.Values, other.Values), Is.LessThan(1e-12));
            Assert.That(Given.Difference(whole.LogMass, other.LogMass), Is.LessThan(1e-12));
            var expected = torch.autograd.grad([whole.Values.pow(3).sum() + whole.LogMass.sum()], leaves, retain_graph: true);
            var actual = torch.autograd.grad([other.Values.pow(3).sum() + other.LogMass.sum()], leaves, retain_graph: true);
            Assert.That(expected.Zip(actual, Given.Difference).Max(), Is.LessThan(1e-11));
        }
    }

    [Test]
    public void Attend_PartsWithDifferentPolicies_EqualsTheExplicitFormula()
    {
        var (held, query) = ReadingTests.Sample(slots: 4);
        var view = new PositionReader(new Everything()).Read(held, query).Single();
        var origin = new SegmentOrigin(new RotaryEmbedding(6, 10000));
        var output = AttentionCore.Attend(query, [new(view, query.Policy), new(view, origin)]);

        var scores = torch.cat([view.Score(query), view.Score(query with { Policy = origin })], -1);
        var values = torch.cat([held.Values, held.Values], 2).repeat_interleave(2, 1);
        Assert.That(Given.Difference(output.Values, scores.softmax(-1).matmul(values)), Is.LessThan(1e-12));
    }

    [Test]
    public void Attend_PartsOfWhichTheKernelTakesSome_IsTheSameAsWithout()
    {
        var (held, query) = ReadingTests.Sample(slots: 4);
        var view = new PositionReader(new Everything()).Read(held, query).Single();
        AttentionPart[] parts = [new(view, query.Policy), new(view, new NoProducts(new SegmentOrigin(new RotaryEmbedding(6, 10000))))];
        var output = AttentionCore.Attend(query with { Kernel = Given.Kernel }, parts);
        var expected = AttentionCore.Attend(query with { Kernel = null, SlotKernel = null }, parts);
        Assert.That(Given.Difference(output.Values, expected.Values), Is.LessThan(1e-12));
        Assert.That(Given.Difference(output.LogMass, expected.LogMass), Is.LessThan(1e-12));
    }

    /// <summary>Scores as another policy does, but does not say that they are products.</summary>
    private sealed class NoProducts(IPositionPolicy scores) : IPositionPolicy
    {
        public torch.Tensor Score(AttentionQuery query, SharedView keys) => scores.Score(query, keys);

        public torch.Tensor Score(AttentionQuery query, PerQueryView keys) => scores.Score(query, keys);
    }

    [Test]
    public void Attend_QueryThatSeesNothing_GivesZerosAndTheMaskedMass()
    {
        var (held, query) = ReadingTests.Sample(slots: 4);
        var view = new PositionReader(new Everything()).Read(held, query).Single();
        var hidden = view with { Visible = torch.zeros_like(view.Visible) };
        var output = AttentionCore.Attend(query, [new(hidden, query.Policy)]);

        Assert.That(output.Values.abs().max().ToDouble(), Is.Zero);
        Assert.That(output.LogMass.eq(AttentionCore.MaskedScore).all().ToBoolean(), Is.True);
        Assert.That(output.Sees.any().ToBoolean(), Is.False);
    }

    [Test]
    public void Rotate_QueriesAndKeys_ScoresDependOnDistanceAlone()
    {
        var rotary = new RotaryEmbedding(8, 10000);
        var x = torch.randn([5, 8], torch.ScalarType.Float64, generator: new torch.Generator(1));
        var y = torch.randn([5, 8], torch.ScalarType.Float64, generator: new torch.Generator(2));
        torch.Tensor Score(long shift) => rotary.Rotate(x, torch.arange(5) + shift).matmul(rotary.Rotate(y, torch.arange(5) + shift).t());

        Assert.That(Given.Difference(Score(0), Score(1234)), Is.LessThan(1e-9));
    }
}
