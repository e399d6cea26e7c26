using UniMem.Models;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Fused operators against their explicit twins in values and gradients, on widths that fit no vector, from inputs with gaps.</summary>
public sealed class FusedOperatorTests
{
    private const long Ignored = -100;

    private static IEnumerable<TestCaseData> Shapes =>
        from rows in new[] { 1, 7, 130 }
        from width in new[] { 1, 6, 32, 77 }
        from type in new[] { torch.ScalarType.Float64, torch.ScalarType.Float32 }
        select new TestCaseData(rows, width, type);

    [TestCaseSource(nameof(Shapes))]
    public void RmsNorm_AnyShape_EqualsItsFormulaInValuesAndGradients(int rows, int width, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var x = Random(type, 1, width, rows).transpose(0, 1).detach().requires_grad_();
        var weight = Random(type, 2, width).requires_grad_();
        AssertSame(
            x * (x.square().mean([-1], keepdim: true) + 1e-5).rsqrt() * weight, new FusedOperators().RmsNorm(x, weight, 1e-5)!, [x, weight]);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Swiglu_AnyShape_EqualsItsFormulaInValuesAndGradients(int rows, int width, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var x = (Random(type, 1, 2 * width, rows).transpose(0, 1) * 20).detach().requires_grad_();
        var gate = x.narrow(-1, 0, width);
        AssertSame(gate * gate.sigmoid() * x.narrow(-1, width, width), new FusedOperators().Swiglu(x)!, [x]);
    }

    [TestCase(1, 2, false, torch.ScalarType.Float64)]
    [TestCase(7, 23, true, torch.ScalarType.Float64)]
    [TestCase(70, 23, false, torch.ScalarType.Float32)]
    [TestCase(300, 70000, true, torch.ScalarType.Float32)]
    public void CrossEntropy_AnyShapeInOnePieceOrSeveral_EqualsItsFormulaInValuesAndGradients(
        int tokens, int vocabulary, bool biased, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = Random(type, 1, 5, tokens).transpose(0, 1).detach().requires_grad_();
        var weight = Random(type, 2, 5, vocabulary).transpose(0, 1).detach().requires_grad_();
        var bias = biased ? Random(type, 3, vocabulary).requires_grad_() : null;
        var targets = torch.arange(tokens).remainder(vocabulary);
        targets[tokens / 2] = Ignored;
        var logits = torch.nn.functional.linear(hidden, weight, bias);
        torch.Tensor[] inputs = bias is null ? [hidden, weight] : [hidden, weight, bias];
        AssertSame(
            torch.nn.functional.cross_entropy(logits, targets, ignore_index: Ignored, reduction: torch.nn.Reduction.Sum),
            new FusedOperators().CrossEntropySum(hidden, weight, bias, targets, Ignored)!, inputs);

        var each = new FusedOperators().CrossEntropy(hidden, weight, bias, targets, Ignored)!;
        Assert.That(each.requires_grad, Is.False);
        Assert.That(each[tokens / 2].ToDouble(), Is.Zero);
        Assert.That(
            Given.Difference(torch.nn.functional.cross_entropy(logits, targets, ignore_index: Ignored, reduction: torch.nn.Reduction.None), each),
            Is.LessThan(type == torch.ScalarType.Float64 ? 1e-12 : 2e-5));
    }

    [Test]
    public void CrossEntropy_TargetBeyondTheVocabulary_SaysWhich() => Assert.That(
        () => new FusedOperators().CrossEntropySum(torch.ones([2, 3]), torch.ones([5, 3]), null, torch.tensor(new long[] { 4, 5 }), Ignored),
        Throws.Exception.With.Message.Contains("target 5 is not in a vocabulary of 5"));

    [Test]
    public void Operators_OfATypeTheyAreNotMadeFor_LeaveItToTheTwin()
    {
        var x = torch.ones([2, 4], torch.ScalarType.BFloat16);
        Assert.That(new FusedOperators().RmsNorm(x, x[0], 0), Is.Null);
        Assert.That(new FusedOptimizer().Clip([x], 1), Is.Null);
    }

    [Test]
    public void Operators_NumbersThatAreNone_SayThatInTheResult()
    {
        var x = torch.full([3, 40], float.NaN);
        Assert.That(new FusedOperators().RmsNorm(x, torch.ones(40), 1e-5)!.isnan().all().ToBoolean(), Is.True);
        Assert.That(new FusedOperators().Swiglu(x)!.isnan().all().ToBoolean(), Is.True);
        Assert.That(new FusedOperators().CrossEntropySum(x, torch.ones([9, 40]), null, torch.zeros([3], torch.int64), Ignored)!.isnan().ToBoolean(), Is.True);
    }

    [Test]
    public void Operators_AnyNumberOfThreads_GiveTheSameBits() => Threads.AssertSameBits(() =>
    {
        var x = Random(torch.ScalarType.Float32, 1, 3000, 64).requires_grad_();
        var weight = Random(torch.ScalarType.Float32, 2, 64).requires_grad_();
        var both = new FusedOperators().Swiglu(new FusedOperators().RmsNorm(x, weight, 1e-5)!)!;
        return [both, .. torch.autograd.grad([both.pow(2).sum()], [x, weight])];
    });

    [Test]
    public void Optimizer_AnyNumberOfThreads_GivesTheSameBits() => Threads.AssertSameBits(() =>
    {
        AdamWTensors Of(ulong seed, params long[] shape)
        {
            torch.Tensor[] numbers = [.. Enumerable.Range(0, 4).Select(i => Random(torch.ScalarType.Float32, (10 * seed) + (ulong)i, shape))];
            return new(numbers[0], numbers[1], numbers[2], numbers[3].square(), Decay: 0.1, Steps: 3);
        }

        AdamWTensors[] weights = [Of(1, 300, 400), Of(2, 7), Of(3, 129, 512)];
        var norm = new FusedOptimizer().Clip([.. weights.Select(weight => weight.Gradient)], 0.5)!;
        Assert.That(new FusedOptimizer().AdamW(weights, new(0.01, 0.9, 0.99, 1e-8)), Is.True);
        return [norm, .. weights.SelectMany(weight => new[] { weight.Parameter, weight.Gradient, weight.Mean, weight.MeanSquare })];
    });

    /// <summary>
    /// More targets than libtorch sums in one thread. The products of matrices are the BLAS's, whose sums may depend on threads: with the identity
    /// for weights they are exact.
    /// </summary>
    [TestCase(40_000, 64, torch.ScalarType.Float64)]
    [TestCase(70_000, 33, torch.ScalarType.Float32)]
    public void CrossEntropy_AnyNumberOfThreads_GivesTheSameBits(int tokens, int vocabulary, torch.ScalarType type) => Threads.AssertSameBits(() =>
    {
        var (hidden, bias) = (Random(type, 1, tokens, vocabulary).requires_grad_(), Random(type, 3, vocabulary).requires_grad_());
        var (weight, targets) = (torch.eye(vocabulary, dtype: type), torch.arange(tokens).remainder(vocabulary));
        var sum = new FusedOperators().CrossEntropySum(hidden, weight, bias, targets, Ignored)!;
        return [sum, new FusedOperators().CrossEntropy(hidden, weight, bias, targets, Ignored)!, .. torch.autograd.grad([sum], [hidden, bias])];
    });

    private static torch.Tensor Random(torch.ScalarType type, ulong seed, params long[] shape) =>
        torch.randn(shape, dtype: torch.ScalarType.Float64, generator: new torch.Generator(seed)).to_type(type);

    private static void AssertSame(torch.Tensor expected, torch.Tensor actual, torch.Tensor[] inputs)
    {
        var tolerance = expected.dtype == torch.ScalarType.Float64 ? 1e-12 : 1e-5;
        Assert.That(Far(expected, actual), Is.LessThan(tolerance));
        var upstream = Random(expected.dtype, 9, expected.shape);
        foreach (var (twin, fused) in torch.autograd.grad([(expected * upstream).sum()], inputs).Zip(torch.autograd.grad([(actual * upstream).sum()], inputs)))
        {
            Assert.That(Far(twin, fused), Is.LessThan(tolerance));
        }
    }

    private static double Far(torch.Tensor expected, torch.Tensor actual) =>
        Given.Difference(expected, actual) / Math.Max(1, expected.abs().max().ToDouble());
}
