using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;

namespace LibTorch.Tests.Core;

/// <summary>Every form of an index, read and written through, against Python's.</summary>
[NoLeakedTensors]
public sealed class IndexTests
{
    private static readonly Dictionary<string, Func<TensorIndex[]>> _forms = new()
    {
        ["2"] = () => [2],
        ["-1"] = () => [^1],
        ["1:3"] = () => [1..3],
        [":"] = () => [Colon],
        ["::2"] = () => [Slice(step: 2)],
        ["1:-1"] = () => [1..^1],
        ["-3:"] = () => [Slice(-3)],
        [":, 2"] = () => [Range.All, 2],
        ["..., 1"] = () => [Ellipsis, 1],
        ["..., 1:3"] = () => [Ellipsis, Slice((1, 3))],
        ["1, ..., None"] = () => [1, Ellipsis, Null],
        ["None"] = () => [None],
        ["None, 1:3, None"] = () => [Null, Slice(1, 3), Null],
        ["2, 1, 3"] = () => [2, Single(1), 3],
        [":, None, 2:4"] = () => [(null, null), Null, (2, 4)],
        ["i"] = () => [Named("i")],
        ["i, j"] = () => [Named("i"), Named("j")],
        [":, i"] = () => [Colon, Named("i")],
        ["i, :, j"] = () => [Named("i"), Colon, Named("j")],
        ["..., i"] = () => [Ellipsis, Named("i")],
        ["1:, i"] = () => [1.., Named("i")],
        ["1, i"] = () => [1, Named("i")],
        ["m"] = () => [Named("m")],
        ["m, 2"] = () => [Named("m"), 2],
        ["w"] = () => [Named("w")],
        ["n"] = () => [Named("n")],
        [":, i2"] = () => [Colon, Named("i2")],
        ["True"] = () => [Bool(true)],
        ["0:0"] = () => [0..0],
    };

    [TestCaseSource(nameof(Forms))]
    public void Index_ReadsAndWritesWhatPythonDoes(string form)
    {
        using var scope = NewDisposeScope();
        var x = Oracle.Read("index/x");
        var expected = Oracle.Read($"index/[{form}]");
        Close.To(x[_forms[form]()], expected, 0, form);

        var written = Oracle.Read($"index/[{form}] = -7.5");
        var (byTensor, byScalar, byIndexer) = (x.clone(), x.clone(), x.clone());
        byTensor.index_put_(full_like(expected, -7.5), _forms[form]());
        byScalar.index_put_((Scalar)(-7.5), _forms[form]());
        byIndexer[_forms[form]()] = tensor(-7.5, dtype: ScalarType.Float64);
        foreach (var target in new[] { byTensor, byScalar, byIndexer })
        {
            Close.To(target, written, 0, $"{form} written");
        }
    }

    [Test]
    public void Index_Gradient_GoesToWhatWasRead()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 4, dtype: ScalarType.Float64, requires_grad: true);
        (x[Colon, TensorIndex.Tensor(tensor(new long[] { 1, 1, 3 }))].sum() + x[1, 2] * 5).backward();
        Close.To(x.grad!, tensor(new double[] { 0, 2, 0, 1, 0, 2, 5, 1, 0, 2, 0, 1 }, [3, 4]), 0, "gradient");
    }

    [Test]
    public void IndexPut_Accumulating_AddsForEveryRepetition()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4);
        x.index_put_(ones(3), [tensor(new long[] { 2, 0, 2 })], accumulate: true);
        Close.To(x, tensor(new[] { 1f, 0, 2, 0 }), 0, "by tensor");
        x.index_put_(ones(2), [Slice(2)], accumulate: true);
        Close.To(x, tensor(new[] { 1f, 0, 3, 1 }), 0, "by slice");
    }

    [Test]
    public void Index_OutOfRange_IsAnError()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        Assert.Multiple(() =>
        {
            Assert.That(() => x[2], Throws.Exception.With.Message.Contains("out of range"));
            Assert.That(() => x[0, 1, 0], Throws.Exception);
            Assert.That(() => x[tensor(new long[] { 5 })], Throws.Exception.With.Message.Contains("out of bounds"));
        });
    }

    [Test]
    public void EveryForm_OfTheOracle_IsHere() =>
        Assert.That(
            Oracle.Committed.Index.GetProperty("arrays").EnumerateObject().Select(item => item.Name)
                .Where(name => name.StartsWith("index/[", StringComparison.Ordinal) && name.EndsWith(']')).Select(name => name[7..^1]),
            Is.EquivalentTo(_forms.Keys));

    private static TensorIndex Named(string name) => TensorIndex.Tensor(Oracle.Read($"index/{name}"));

    private static IEnumerable<string> Forms() => _forms.Keys;
}
