using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

/// <summary>A mistake becomes an exception with libtorch's first line; nothing crashes and the next call works.</summary>
[NoLeakedTensors]
public sealed class ErrorTests
{
    private static readonly (string Part, Func<object?> Act)[] _mistakes =
    [
        ("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", () => zeros(2, 3).matmul(zeros(2, 3))),
        ("The size of tensor a (2) must match the size of tensor b (3)", () => zeros(2) + zeros(3)),
        ("shape '[4]' is invalid for input of size 3", () => zeros(3).view(4)),
        ("Dimension out of range", () => zeros(3).sum(2)),
        ("is out of bounds", () => nn.functional.cross_entropy(zeros(1, 2), tensor(new long[] { 7 }))),
        ("does not require grad", () => { zeros(1).backward(); return null; }),
        ("one of the variables needed for gradient computation has been modified by an inplace operation", () =>
        {
            var x = ones(1, requires_grad: true);
            var y = x.exp();
            y.add_(1);
            y.backward();
            return null;
        }),
        ("a leaf Variable that requires grad is being used in an in-place operation", () => ones(1, requires_grad: true).add_(1)),
        ("index out of range", () => nn.functional.one_hot(tensor(new long[] { 1 })).index_select(0, tensor(new long[] { 9 }))),
    ];

    [TestCaseSource(nameof(Parts))]
    public void Mistake_IsAnExceptionOfOneLine(string part)
    {
        using var scope = NewDisposeScope();
        var act = _mistakes.Single(mistake => mistake.Part == part).Act;
        var thrown = Assert.Catch<ExternalException>(() => act());
        Assert.Multiple(() =>
        {
            Assert.That(thrown!.Message, Does.Contain(part));
            Assert.That(thrown.Message, Does.Not.Contain("\n").And.Not.Contain("Exception raised from"));
            Assert.That((ones(2) + 1).sum().item<float>(), Is.EqualTo(4), "the next call works");
        });
    }

    private static IEnumerable<string> Parts() => _mistakes.Select(mistake => mistake.Part);
}
