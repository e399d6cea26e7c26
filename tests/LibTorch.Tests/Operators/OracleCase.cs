using System.Runtime.CompilerServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Operators;

/// <summary>A case of the oracle's file: an operator with arguments, its results and its gradients.</summary>
internal sealed class OracleCase
{
    private readonly JsonElement _case;
    private readonly Oracle _oracle;
    private readonly int _number;

    private OracleCase(Oracle oracle, JsonElement @case, int number)
    {
        (_oracle, _case, _number) = (oracle, @case, number);
        Name = @case.GetProperty("name").GetString()!;
        Variant = @case.GetProperty("variant").GetString();
    }

    internal string Name { get; }

    internal string? Variant { get; }

    internal static IEnumerable<OracleCase> All() =>
        Oracle.Committed.Index.GetProperty("cases").EnumerateArray()
            .Select((@case, number) => new OracleCase(Oracle.Committed, @case, number));

    /// <summary>How far this type may be from the record, or null where the operator does not work in it.</summary>
    internal double? Tolerance(ScalarType type) =>
        type == ScalarType.Float64 ? 1e-11
        : _case.GetProperty(type.ToString().ToLowerInvariant()) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble()
        : null;

    internal Tensor[] Outputs() => [.. _case.GetProperty("outputs").EnumerateArray().Select(_oracle.Tensor)];

    /// <summary>The gradients of the inputs that ask for one, or null where nothing is differentiable.</summary>
    internal Tensor[]? Gradients() =>
        _case.GetProperty("grads") is { ValueKind: JsonValueKind.Array } grads ? [.. grads.EnumerateArray().Select(_oracle.Tensor)] : null;

    /// <summary>The arguments with floating-point tensors of a type, and the leaves that they are copied from.</summary>
    internal (object?[] Arguments, List<Tensor> Leaves) Arguments(ScalarType type)
    {
        var leaves = new List<Tensor>();
        var inputs = _case.GetProperty("inputs").EnumerateArray().Select(input =>
        {
            var tensor = _oracle.Tensor(input);
            if (tensor.is_floating_point())
            {
                tensor = tensor.to(type);
            }

            if (!input.GetProperty("grad").GetBoolean())
            {
                return tensor;
            }

            leaves.Add(tensor.requires_grad_());
            return tensor.clone();
        }).ToArray();
        return (Values(_case.GetProperty("arguments"), inputs), leaves);
    }

    /// <summary>The sum of each differentiable output times cos(0, 1, 2, ...), the number whose gradients are recorded; or null.</summary>
    internal static Tensor? Loss(IEnumerable<Tensor> outputs) => outputs
        .Where(output => output.requires_grad && output.is_floating_point())
        .Select(output => (output * Weights(output)).sum().to(ScalarType.Float64))
        .Aggregate((Tensor?)null, (sum, part) => sum is null ? part : sum + part);

    /// <summary>The tensors of a result of any kind: one, several, or a truth value.</summary>
    internal static IEnumerable<Tensor> Flatten(object? result) => result switch
    {
        Tensor one => [one],
        IEnumerable<Tensor> several => several,
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Flatten(tuple[i])),
        bool flag => [tensor(flag)],
        null => [],
        _ => throw new NotSupportedException($"a result of type {result.GetType()}"),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{_number:000} {Name}{(Variant is null ? "" : $" {Variant}")}";

    private static Tensor Weights(Tensor like) =>
        arange(like.numel(), dtype: ScalarType.Float64).cos().reshape(like.shape).to(like.dtype);

    private static object?[] Values(JsonElement list, Tensor[] inputs) => [.. list.EnumerateArray().Select(item => Value(item, inputs))];

    private static object? Value(JsonElement item, Tensor[] inputs) => item.ValueKind switch
    {
        JsonValueKind.Object => inputs[item.GetProperty("input").GetInt32()],
        JsonValueKind.Array => Values(item, inputs),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => item.GetString(),
        JsonValueKind.Null => null,
        _ => item.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0 ? (object)item.GetInt64() : item.GetDouble(),
    };
}
