using System.Collections.Immutable;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Experiments.Verification;

/// <summary>Memory that a case begins with: <c>in.state.NAME/LAYER.keys</c>, <c>.values</c>, <c>.positions</c> and <c>.valid</c>.</summary>
/// <remarks>Shapes as in <see cref="MemoryBlock"/>. Hidden states have keys only. Keys and values take gradients.</remarks>
internal sealed class CaseStates
{
    private const string Prefix = "in.state.";
    private readonly Dictionary<string, torch.Tensor> _leaves = [];

    /// <param name="arrays">The case.</param>
    /// <param name="type">Type of keys and values.</param>
    /// <exception cref="ConfigurationException">A block lacks an array.</exception>
    public CaseStates(IReadOnlyDictionary<string, torch.Tensor> arrays, torch.ScalarType type)
    {
        var blocks = ImmutableDictionary<string, MemoryBlock>.Empty;
        foreach (var name in arrays.Keys.Where(name =>
            name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".keys", StringComparison.Ordinal)))
        {
            var key = name[Prefix.Length..^".keys".Length];
            var keys = Leaf(arrays, key, "keys", type);
            blocks = blocks.Add(key, new(
                keys,
                arrays.ContainsKey($"{Prefix}{key}.values") ? Leaf(arrays, key, "values", type) : keys,
                Part(arrays, key, "positions"), Part(arrays, key, "valid")));
        }

        Initial = new(blocks);
    }

    /// <summary>What the rows remember at first.</summary>
    public MemoryState Initial { get; }

    /// <summary>The gradient of <c>NAME/LAYER.keys</c> or <c>.values</c>; null when the case holds none of that name.</summary>
    public torch.Tensor? Gradient(string name) => _leaves.TryGetValue(name, out var leaf) ? leaf.grad ?? torch.zeros_like(leaf) : null;

    private static torch.Tensor Part(IReadOnlyDictionary<string, torch.Tensor> arrays, string key, string part) =>
        arrays.TryGetValue($"{Prefix}{key}.{part}", out var array)
            ? array
            : throw new ConfigurationException($"{Prefix}{key}.{part}", "is missing; memory needs keys, positions and valid.");

    private torch.Tensor Leaf(IReadOnlyDictionary<string, torch.Tensor> arrays, string key, string part, torch.ScalarType type) =>
        _leaves[$"{key}.{part}"] = Part(arrays, key, part).to_type(type, copy: true).requires_grad_();
}
