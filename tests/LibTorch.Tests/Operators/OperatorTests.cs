using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace LibTorch.Tests.Operators;

/// <summary>
/// Each operator against Python's torch: values and gradients, in float64, float32 and bfloat16, through every overload that takes the
/// arguments: on the tensor, on <c>torch</c>, in place.
/// </summary>
[NoLeakedTensors]
public sealed class OperatorTests
{
    /// <summary>Calls that are not written alike in both languages.</summary>
    private static readonly Dictionary<string, Func<object?[], object?>> _own = new()
    {
        ["gelu tanh"] = a => F.gelu(T(a[0]), GELU.Approximate.tanh),
        ["where static"] = a => where(T(a[0]), T(a[1]), T(a[2])),
        ["where member"] = a => T(a[0]).where(T(a[1]), T(a[2])),
        ["std keep"] = a => T(a[0]).std((long)a[1]!, keepdim: (bool)a[2]!),
        ["var keep"] = a => T(a[0]).var((long)a[1]!, keepdim: (bool)a[2]!),
        ["logspace float64"] = a => logspace(-1, 2, 4, 10, dtype: ScalarType.Float64),
        ["linspace float64"] = a => linspace(-1, 2, 7, dtype: ScalarType.Float64),
        ["arange float64"] = a => arange(0.5, 3.0, 0.75, dtype: ScalarType.Float64),
        ["pad Reflect"] = a => F.pad(T(a[0]), (2, 1), PaddingModes.Reflect),
        ["pad Replicate"] = a => F.pad(T(a[0]), (2, 1), PaddingModes.Replicate),
        ["pad Circular"] = a => F.pad(T(a[0]), new long[] { 2, 1 }, PaddingModes.Circular),
        ["pad value"] = a => F.pad(T(a[0]), (1, -1, 0, 2), value: 1.5),
        ["pad all"] = a => F.pad(T(a[0]), 1),
        ["mse_loss None"] = a => F.mse_loss(T(a[0]), T(a[1]), nn.Reduction.None),
        ["nll_loss Sum"] = a => F.nll_loss(T(a[0]), T(a[1]), T(a[2]), nn.Reduction.Sum),
        ["cross_entropy smooth"] = a => F.cross_entropy(T(a[0]), T(a[1]), reduction: nn.Reduction.None, label_smoothing: 0.25),
        ["cross_entropy Sum"] = a => F.cross_entropy(T(a[0]), T(a[1]), reduction: nn.Reduction.Sum),
        ["scaled_dot_product_attention causal"] = a => F.scaled_dot_product_attention(T(a[0]), T(a[1]), T(a[2]), is_casual: true),
        ["norm linalg"] = a =>
            a[1] is string ord ? linalg.norm(T(a[0]), ord, Sizes(a[2]), (bool)a[3]!) : linalg.norm(T(a[0]), (long)a[1]!, Sizes(a[2])),
        ["svd signs"] = a => Rebuild(linalg.svd(T(a[0]), (bool)a[1]!)),
        ["eigh values"] = a => linalg.eigh(T(a[0])).Item1,
        ["eigvals imaginary"] = a => imag(linalg.eigvals(T(a[0]))).sort().Item1,
        ["eig imaginary"] = a => imag(linalg.eig(T(a[0])).Item1).sort().Item1,
        ["zeros size"] = a => zeros(Sizes(a[0])),
        ["ones size"] = a => ones(Sizes(a[0])),
        ["full size"] = a => full(Sizes(a[0]), (double)a[1]!),
        ["div floor"] = a => T(a[0]).div(T(a[1]), RoundingMode.floor),
        ["div trunc"] = a => T(a[0]).div(T(a[1]), RoundingMode.trunc),
    };

    /// <summary>Operators whose in-place forms libtorch cannot differentiate.</summary>
    private static readonly HashSet<string> _noGradientInPlace = ["asinh", "arcsinh", "acosh", "arccosh", "atanh", "arctanh"];

    [TestCaseSource(nameof(Cases))]
    public void Operator_IsThatOfPython(object source)
    {
        var @case = (OracleCase)source;
        var ran = 0;
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            if (@case.Tolerance(type) is { } tolerance)
            {
                ran += Check(@case, type, tolerance);
            }
        }

        Assert.That(ran, Is.Positive, "no overload takes these arguments");
    }

    private static int Check(OracleCase @case, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (outputs, gradients) = (@case.Outputs(), @case.Gradients());
        var calls = Calls(@case, @case.Arguments(type).Arguments).Count;
        for (var i = 0; i < calls; i++)
        {
            var (arguments, leaves) = @case.Arguments(type);
            var call = Calls(@case, arguments)[i];
            var what = $"{call}, {type}";
            var results = Run(call, what);
            Assert.That(results, Has.Count.EqualTo(outputs.Length), what);
            for (var k = 0; k < results.Count; k++)
            {
                // In place, truth values become numbers of the tensor's type.
                Close.To(results[k], call.InPlace ? outputs[k].to(results[k].dtype) : outputs[k], tolerance, what);
            }

            if (call.InPlace && _noGradientInPlace.Contains(@case.Name))
            {
                continue;
            }

            var loss = OracleCase.Loss(results);
            Assert.That(loss is null, Is.EqualTo(gradients is null), $"{what}: whether the result has a gradient");
            loss?.backward();
            for (var k = 0; loss is not null && k < leaves.Count; k++)
            {
                Close.To(leaves[k].grad ?? zeros_like(leaves[k]), gradients![k], tolerance, $"{what}: gradient {k}");
            }
        }

        return calls;
    }

    private static List<Tensor> Run(Binder.Call call, string what)
    {
        try
        {
            return [.. OracleCase.Flatten(call.Run())];
        }
        catch (Exception problem)
        {
            throw new InvalidOperationException($"{what}: {problem.Message}", problem);
        }
    }

    private static List<Binder.Call> Calls(OracleCase @case, object?[] arguments) =>
        _own.TryGetValue($"{@case.Name} {@case.Variant}", out var own)
            ? [new(own.Method, own.Target, [arguments], InPlace: false)]
            : [.. Binder.Find(@case.Name, arguments).Where(call => !call.InPlace || CanBeInPlace(@case, arguments))];

    private static bool CanBeInPlace(OracleCase @case, object?[] arguments) =>
        arguments[0] is Tensor first && @case.Outputs() is [var output] && output.shape.SequenceEqual(first.shape)
        && (@case.Name != "float_power" || first.dtype == ScalarType.Float64);

    private static (Tensor, Tensor) Rebuild((Tensor U, Tensor S, Tensor V) parts) =>
        (parts.U[TensorIndex.Colon, ..3].matmul(diag(parts.S)).matmul(parts.V[..3]), parts.S);

    private static long[] Sizes(object? value) => [.. ((object?[])value!).Cast<long>()];

    private static Tensor T(object? value) => (Tensor)value!;

    private static IEnumerable<TestCaseData> Cases() =>
        OracleCase.All().Select(@case => new TestCaseData(@case).SetArgDisplayNames(@case.ToString()));
}
