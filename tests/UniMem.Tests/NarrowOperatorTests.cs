using UniMem.Attention;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>
/// Fused operators on bfloat16 against their formulas in float32 of the same numbers: what they compute is rounded once, so it is off by no more
/// than half of bfloat16's last place.
/// </summary>
public sealed class NarrowOperatorTests
{
    private const double Rounding = 1.01 / 256;

    private static readonly torch.Generator Generator = new(5);

    [TestCase(1, 1), TestCase(7, 6), TestCase(3, 32), TestCase(130, 77)]
    public void Swiglu_OfBfloat16_IsItsFormulaRoundedOnce(int rows, int width)
    {
        using var scope = torch.NewDisposeScope();
        var x = Narrow(rows, 2 * width) * 4;
        AssertRounded(
            x => x[0].narrow(-1, 0, width).sigmoid() * x[0].narrow(-1, 0, width) * x[0].narrow(-1, width, width), x => new FusedOperators().Swiglu(x[0])!, [x]);
    }

    [TestCase(1, 2), TestCase(70, 16), TestCase(33, 22)]
    public void Turn_OfBfloat16_IsItsFormulaRoundedOnce(int length, int width)
    {
        using var scope = torch.NewDisposeScope();
        var x = Narrow(2, length, 3, width).transpose(1, 2);
        var turn = new RotaryEmbedding(width, 10000).To(torch.arange(length).view(1, 1, -1) * 3, x);
        var wide = new Turn(Wide(turn.Cos), Wide(turn.Sin));
        AssertRounded(x => wide.Of(x[0]), x => new FusedAttention().Turn(x[0], turn)!, [x]);
    }

    [Test]
    public void Merge_OfBfloat16_IsItsFormulaRoundedOnce()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] inputs = [Narrow(2, 13, 3, 21).transpose(1, 2), Narrow(2, 3, 13, 21)];
        var (left, right) = (Wide(Narrow(2, 3, 13)) * 9, Wide(Narrow(2, 3, 13)) * 9);
        foreach (var (mass, query) in new[] { (left, 0), (left, 1), (right, 1) })
        {
            mass[0, 0, query] = AttentionCore.MaskedScore;
        }

        torch.Tensor Both(torch.Tensor[] values, bool fused)
        {
            var (one, other) = (new AttentionOutput(values[0], left), new AttentionOutput(values[1], right));
            var merged = fused ? new FusedAttention().Merge(one, other)! : one.Merge(other);
            Assert.That(merged.LogMass.dtype, Is.EqualTo(torch.ScalarType.Float32));
            return merged.Values;
        }

        AssertRounded(values => Both(values, fused: false), values => Both(values, fused: true), inputs);
    }

    [TestCase(7, 23, true), TestCase(300, 70000, false)]
    public void CrossEntropy_OfBfloat16_SumsInFloat32(int tokens, int vocabulary, bool biased)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] inputs = [Narrow(tokens, 16), Narrow(vocabulary, 16)];
        var bias = biased ? Wide(Narrow(vocabulary)).requires_grad_() : null;
        var targets = torch.arange(tokens).remainder(vocabulary);
        targets[tokens / 2] = -100;
        var wide = inputs.Select(input => Wide(input).requires_grad_()).ToList();
        var narrow = inputs.Select(input => input.detach().requires_grad_()).ToList();
        var expected = torch.nn.functional.cross_entropy(
            torch.nn.functional.linear(wide[0], wide[1], bias), targets, ignore_index: -100, reduction: torch.nn.Reduction.Sum);
        var actual = new FusedOperators().CrossEntropySum(narrow[0], narrow[1], bias, targets, -100)!;
        Assert.That(actual.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That(actual.ToDouble(), Is.EqualTo(expected.ToDouble()).Within(0.1).Percent);
        var each = new FusedOperators().CrossEntropy(narrow[0], narrow[1], bias, targets, -100)!;
        Assert.That(each.sum().ToDouble(), Is.EqualTo(actual.ToDouble()).Within(0.001).Percent);
        IEnumerable<torch.Tensor> Gradients(torch.Tensor loss, List<torch.Tensor> of) => torch.autograd.grad([loss], bias is null ? of : [.. of, bias]);
        foreach (var (twin, own) in Gradients(expected, wide).Zip(Gradients(actual, narrow)))
        {
            Assert.That((twin - Wide(own)).norm().ToDouble() / twin.norm().ToDouble(), Is.LessThan(0.01));
        }
    }

    [Test]
    public void Swiglu_NumbersThatAreNone_StayNone() => Assert.That(
        new FusedOperators().Swiglu(torch.full([3, 40], float.NaN, torch.ScalarType.BFloat16))!.isnan().all().ToBoolean(), Is.True);

    private static torch.Tensor Narrow(params long[] shape) => torch.randn(shape, generator: Generator).to_type(torch.ScalarType.BFloat16);

    private static torch.Tensor Wide(torch.Tensor x) => x.detach().to_type(torch.ScalarType.Float32);

    private static void AssertRounded(Func<torch.Tensor[], torch.Tensor> formula, Func<torch.Tensor[], torch.Tensor> fused, torch.Tensor[] inputs)
    {
        torch.Tensor[] wide = [.. inputs.Select(input => Wide(input).requires_grad_())], narrow = [.. inputs.Select(input => input.detach().requires_grad_())];
        var (expected, actual) = (formula(wide), fused(narrow));
        var back = Narrow(expected.shape);
        AssertNear(expected, actual);
        var gradients = torch.autograd.grad([expected], wide, [Wide(back)]).Zip(torch.autograd.grad([actual], narrow, [back]));
        foreach (var (twin, own) in gradients)
        {
            AssertNear(twin, own);
        }
    }

    private static void AssertNear(torch.Tensor expected, torch.Tensor actual)
    {
        Assert.That(actual.dtype, Is.EqualTo(torch.ScalarType.BFloat16));
        var allowed = (expected.abs() * Rounding) + (expected.abs().max() * 1e-6);
        Assert.That(((expected - Wide(actual)).abs() <= allowed).all().ToBoolean(), Is.True);
    }
}
