using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Fused attention against its explicit twin: values, log-mass and the gradients of all three inputs, on shapes that fit no tile.</summary>
public sealed class FusedAttentionTests
{
    private static readonly (int Rows, int Heads, int Groups, int Queries, int Keys, int Width)[] Shapes =
    [
        (1, 1, 1, 1, 1, 2), (2, 4, 4, 13, 7, 6), (2, 4, 2, 61, 129, 8), (1, 6, 3, 130, 300, 18), (2, 2, 2, 60, 64, 32), (1, 2, 1, 119, 65, 130),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from shape in Shapes
        from mask in Enum.GetValues<MaskForm>()
        from type in new[] { torch.ScalarType.Float64, torch.ScalarType.Float32, torch.ScalarType.BFloat16 }
        select new TestCaseData(shape, mask, type).SetArgDisplayNames($"{shape}", $"{mask}", $"{type}");

    /// <summary>Axes over which a mask says the same.</summary>
    public enum MaskForm
    {
        All,
        ByQuery,
        ByHead,
        Causal,
        Mostly,
    }

    [TestCaseSource(nameof(Cases))]
    public void Attend_AnyShapeAndMask_EqualsTheExplicitFormInValuesMassAndGradients(
        (int Rows, int Heads, int Groups, int Queries, int Keys, int Width) shape, MaskForm form, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        PoisonFreedMemory();
        var generator = new torch.Generator(7);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type);
        var query_BHTD = Random(shape.Rows, shape.Queries, shape.Heads, shape.Width).transpose(1, 2).detach().requires_grad_();
        var keys_BGSD = Random(shape.Rows, shape.Groups, shape.Keys, shape.Width).requires_grad_();
        var values_BGSD = Random(shape.Rows, shape.Groups, shape.Width, shape.Keys).transpose(2, 3).detach().requires_grad_();
        var visible = Mask(form, shape, generator);

        var query = new AttentionQuery(
            query_BHTD, torch.zeros([shape.Rows, shape.Queries], torch.int64), torch.zeros([shape.Rows, 1], torch.int64),
            new Unrotated(new RotaryEmbedding(2, 10000)));
        var view = new SharedView
        {
            Keys = keys_BGSD,
            Values = values_BGSD,
            Positions = torch.zeros([shape.Rows, shape.Keys], torch.int64),
            RankFromNewest = torch.zeros([shape.Rows, shape.Keys], torch.int64),
            Visible = visible,
        };
        var products = query.Policy.Products(query, view)!;

        var expected = AttentionCore.Attend(
            query with { Heads = Wide(query_BHTD) }, [new(view with { Keys = Wide(keys_BGSD), Values = Wide(values_BGSD) }, query.Policy)]);
        var actual = new FusedAttention().Attend(products, values_BGSD, visible)!;
        var tolerance = Tolerance(type);
        Assert.That(actual.Values.dtype, Is.EqualTo(type));
        Assert.That(Given.Difference(expected.Values, actual.Values), Is.LessThan(tolerance));
        Assert.That(Given.Difference(expected.LogMass.clamp(min: -1e6), actual.LogMass.clamp(min: -1e6)), Is.LessThan(tolerance));
        Assert.That(actual.Sees.Equals(expected.Sees), Is.True);

        torch.Tensor[] inputs = [query_BHTD, keys_BGSD, values_BGSD];
        var weights = Random(shape.Rows, shape.Heads, shape.Queries, shape.Width);
        torch.Tensor Loss(AttentionOutput output) => (output.Values * weights).sum() + output.LogMass.masked_fill(output.Sees.logical_not(), 0).pow(2).sum();
        var gradients = torch.autograd.grad([Loss(expected)], inputs).Zip(torch.autograd.grad([Loss(actual)], inputs)).ToList();
        foreach (var (twin, fused) in gradients)
        {
            Assert.That(fused.dtype, Is.EqualTo(type));
            Assert.That(Apart(twin, fused), Is.LessThan(tolerance));
        }
    }

    [Test]
    public void Attend_WhereKeysAndQueriesStandInTheText_RotatesThemAsTheExplicitFormDoes(
        [ValueSource(nameof(Shapes))] (int Rows, int Heads, int Groups, int Queries, int Keys, int Width) shape,
        [Values(torch.ScalarType.Float64, torch.ScalarType.BFloat16)] torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        PoisonFreedMemory();
        var generator = new torch.Generator(7);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type);
        var query_BHTD = Random(shape.Rows, shape.Queries, shape.Heads, shape.Width).transpose(1, 2).detach().requires_grad_();
        var keys_BGSD = Random(shape.Rows, shape.Groups, shape.Keys, shape.Width).requires_grad_();
        var values_BGSD = Random(shape.Rows, shape.Keys, shape.Groups, shape.Width).transpose(1, 2).detach().requires_grad_();
        var row_B1 = torch.arange(shape.Rows).unsqueeze(1) * 5;
        var policy = new TrueDistance(new RotaryEmbedding(shape.Width, 100));
        var query = new AttentionQuery(query_BHTD, torch.arange(shape.Queries).unsqueeze(0) + row_B1, row_B1 + 1, policy);
        var view = new SharedView
        {
            Keys = keys_BGSD,
            Values = values_BGSD,
            Positions = torch.arange(shape.Keys).unsqueeze(0) - row_B1,
            RankFromNewest = torch.zeros([shape.Rows, shape.Keys], torch.int64),
            Visible = Mask(MaskForm.ByQuery, shape, generator),
        };
        torch.Tensor[] inputs = [query_BHTD, keys_BGSD, values_BGSD];
        var weights = Random(shape.Rows, shape.Heads, shape.Queries, shape.Width);
        var exact = view with { Keys = Wide(keys_BGSD), Values = Wide(values_BGSD) };
        var sides = new[] { (query with { Heads = Wide(query_BHTD) }, exact), (query with { Kernel = new FusedAttention() }, view) }.Select(asked =>
        {
            var output = AttentionCore.Attend(asked.Item1, [new(asked.Item2, policy)]);
            return torch.autograd.grad([(output.Values * weights).sum()], inputs).Prepend(output.Values).ToList();
        }).ToList();
        Assert.That(sides[0].Zip(sides[1], Apart), Is.All.LessThan(Tolerance(type)));
    }

    [TestCase(torch.ScalarType.Float64, 1e-12)]
    [TestCase(torch.ScalarType.Float32, 1e-5)]
    public void Merge_OfTwoAttentions_IsTheExplicitOneInValuesMassAndGradients(torch.ScalarType type, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        PoisonFreedMemory();
        var generator = new torch.Generator(7);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type);
        torch.Tensor[] inputs = [Random(2, 13, 3, 21).transpose(1, 2), Random(2, 3, 13) * 9, Random(2, 3, 13, 21), Random(2, 3, 13) * 9];
        foreach (var (values, mass, query) in new[] { (0, 1, 0), (0, 1, 1), (2, 3, 1) })
        {
            inputs[values][0, 0, query] = 0;
            inputs[mass][0, 0, query] = AttentionCore.MaskedScore;
        }

        inputs = [.. inputs.Select(input => input.detach().requires_grad_())];
        var weights = Random(2, 3, 13, 21);
        var (one, other) = (new AttentionOutput(inputs[0], inputs[1]), new AttentionOutput(inputs[2], inputs[3]));
        var sides = new[] { one.Merge(other), new FusedAttention().Merge(one, other)! }.Select(merged =>
        {
            var loss = (merged.Values * weights).sum() + merged.LogMass.masked_fill(merged.Sees.logical_not(), 0).pow(2).sum();
            return torch.autograd.grad([loss], inputs).Prepend(merged.LogMass.clamp(min: -1e6)).Prepend(merged.Values).ToList();
        }).ToList();
        Assert.That(sides[0].Zip(sides[1], Apart), Is.All.LessThan(tolerance));
    }

    [TestCase(-1e4f), TestCase(1e4f)]
    public void Attend_ScoresAtTheExtremes_StaysFiniteAndPicksTheGreatest(float size)
    {
        var keys_BGSD = torch.arange(70, torch.ScalarType.Float32).view(1, 1, 70, 1) * size;
        var output = new FusedAttention().Attend(new(torch.ones([1, 1, 3, 1]), keys_BGSD, 1), torch.arange(70, torch.ScalarType.Float32).view(1, 1, 70, 1), Everything())!;
        Assert.That(output.Values.eq(size > 0 ? 69 : 0).all().ToBoolean(), Is.True);
        Assert.That(output.LogMass.eq(size > 0 ? 69 * size : 0).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Attend_NoKeysAtAll_GivesZerosAndTheMaskedMass()
    {
        var nothing = torch.zeros([2, 1, 0, 4]);
        var output = new FusedAttention().Attend(new(torch.ones([2, 2, 3, 4]), nothing, 1), nothing, Everything())!;
        Assert.That(output.Values.abs().sum().ToDouble(), Is.Zero);
        Assert.That(output.Sees.any().ToBoolean(), Is.False);
    }

    [Test]
    public void Attend_KeysThatAreNotANumber_SaysSoInTheResult([Values(torch.ScalarType.Float32, torch.ScalarType.BFloat16)] torch.ScalarType type)
    {
        torch.Tensor Full(float value, params long[] sizes) => torch.full(sizes, value, type);
        var output = new FusedAttention().Attend(new(Full(1, 1, 1, 2, 4), Full(float.NaN, 1, 1, 5, 4), 1), Full(1, 1, 1, 5, 4), Everything())!;
        Assert.That(output.Values.isnan().all().ToBoolean(), Is.True);
    }

    [Test]
    public void Attend_AnyNumberOfThreads_GivesTheSameBits(
        [Values] bool turned, [Values(torch.ScalarType.Float32, torch.ScalarType.BFloat16)] torch.ScalarType type) => Threads.AssertSameBits(() =>
    {
        var generator = new torch.Generator(3);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type).requires_grad_();
        var q_BHTD = Random(2, 4, 101, 16);
        torch.Tensor[] keysAndValues = [Random(2, 2, 150, 16), Random(2, 2, 150, 16)];
        var rotary = new RotaryEmbedding(16, 100);
        IPositionPolicy policy = turned ? new TrueDistance(rotary) : new Unrotated(rotary);
        var query = new AttentionQuery(q_BHTD, torch.arange(150, 251).unsqueeze(0).expand(2, -1), torch.zeros([2, 1], torch.int64), policy) { Kernel = new FusedAttention() };
        var view = new SharedView
        {
            Keys = keysAndValues[0],
            Values = keysAndValues[1],
            Positions = torch.arange(150).unsqueeze(0).expand(2, -1),
            RankFromNewest = torch.zeros([2, 150], torch.int64),
            Visible = Everything(),
        };
        var output = AttentionCore.Attend(query, [new(view, policy)]);
        return [output.Values, output.LogMass, .. torch.autograd.grad([output.Values.pow(2).sum() + output.LogMass.sum()], [q_BHTD, .. keysAndValues])];
    });

    [Test]
    public void Merge_AnyNumberOfThreads_GivesTheSameBits() => Threads.AssertSameBits(() =>
    {
        var generator = new torch.Generator(3);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).requires_grad_();
        torch.Tensor[] inputs = [Random(2, 4, 300, 64), Random(2, 4, 300), Random(2, 4, 300, 64), Random(2, 4, 300)];
        var merged = new FusedAttention().Merge(new(inputs[0], inputs[1]), new(inputs[2], inputs[3]))!;
        return [merged.Values, merged.LogMass, .. torch.autograd.grad([merged.Values.pow(2).sum() + merged.LogMass.pow(2).sum()], inputs)];
    });

    [Test]
    public void Attend_ShapesThatDoNotFit_SaysWhich()
    {
        Assert.That(
            () => new FusedAttention().Attend(new(torch.ones([1, 3, 2, 4]), torch.ones([1, 2, 5, 4]), 1), torch.ones([1, 2, 5, 4]), Everything()),
            Throws.Exception.With.Message.Contains("[1, 3, 2, 4] do not fit keys [1, 2, 5, 4]"));
    }

    /// <summary>Of results that are rounded to 8 bits, as the weights and their gradients are on the way; a query or key left out changes far more.</summary>
    private static double Tolerance(torch.ScalarType type) =>
        type switch { torch.ScalarType.Float64 => 1e-12, torch.ScalarType.Float32 => 2e-5, _ => 0.015 };

    /// <summary>The same numbers, of which products are exact where two of 8 bits are multiplied.</summary>
    private static torch.Tensor Wide(torch.Tensor x) => x.dtype == torch.ScalarType.BFloat16 ? x.to_type(torch.ScalarType.Float32) : x;

    private static double Apart(torch.Tensor twin, torch.Tensor fused) => Given.Difference(twin, fused) / Math.Max(1, twin.abs().max().ToDouble());

    private static torch.Tensor Everything() => torch.ones([1, 1, 1, 1], torch.ScalarType.Bool);

    /// <summary>What is allocated next most likely holds NaN.</summary>
    private static void PoisonFreedMemory()
    {
        for (var size = 16; size < 1 << 20; size *= 2)
        {
            torch.full([size], double.NaN, torch.ScalarType.Float64).Dispose();
        }
    }

    private static torch.Tensor Mask(
        MaskForm form, (int Rows, int Heads, int Groups, int Queries, int Keys, int Width) shape, torch.Generator generator)
    {
        torch.Tensor Random(double share, params long[] sizes) => torch.rand(sizes, generator: generator) < share;
        var row_1T1 = torch.arange(shape.Queries).view(1, 1, -1, 1);
        return form switch
        {
            MaskForm.All => Everything(),
            MaskForm.ByQuery => Random(0.5, shape.Rows, 1, shape.Queries, shape.Keys).logical_and(row_1T1 != shape.Queries / 2),
            MaskForm.ByHead => Random(0.7, shape.Rows, shape.Heads, 1, shape.Keys),
            MaskForm.Causal => row_1T1 + (shape.Keys - shape.Queries) >= torch.arange(shape.Keys).view(1, 1, 1, -1),
            _ => Random(0.01, 1, shape.Heads, shape.Queries, shape.Keys),
        };
    }
}
