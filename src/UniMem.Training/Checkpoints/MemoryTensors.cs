using System.Collections.Immutable;
using System.Globalization;
using TorchSharp;
using UniMem.Memory;

namespace UniMem.Training.Checkpoints;

/// <summary>A memory state as named tensors, and back.</summary>
/// <remarks>
/// The order in which dimensions lie in storage is kept as well: libtorch may sum a transposed matrix in another order than a contiguous
/// one, and
/// a resumed run equals an unbroken one bit by bit only if every tensor lies as it lay.
/// </remarks>
internal static class MemoryTensors
{
    private const string Keys = "/keys";
    private const string Values = "/values";
    private const string Positions = "/positions";
    private const string Valid = "/valid";
    private const string Attention = "/attention";
    private const string Order = "/order";
    private const string Scale = "/scale";
    private const string Type = "/type";

    /// <summary>Adds the blocks to what a file will hold.</summary>
    public static void Flatten(MemoryState state, string prefix, List<(string, torch.Tensor)> tensors, Dictionary<string, string> texts)
    {
        foreach (var (key, block) in state.Blocks.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (block.Narrowed is { } narrow)
            {
                AddNarrow(prefix + key + Keys, narrow.Keys);
                if (!block.SharesValues)
                {
                    AddNarrow(prefix + key + Values, narrow.Values);
                }
            }
            else
            {
                Add(prefix + key + Keys, block.Keys);
                if (!block.SharesValues)
                {
                    Add(prefix + key + Values, block.Values);
                }
            }

            Add(prefix + key + Positions, block.Positions);
            Add(prefix + key + Valid, block.Valid);
            if (block.Attention is { } attention)
            {
                Add(prefix + key + Attention, attention);
            }
        }

        void AddNarrow(string name, NarrowSlots slots)
        {
            Add(name, slots.Codes);
            texts.Add(name + Type, TensorTypes.NameOf(slots.Type));
            if (slots.Scale is { } scale)
            {
                Add(name + Scale, scale);
            }
        }

        void Add(string name, torch.Tensor tensor)
        {
            var order = StorageOrder(tensor);
            tensors.Add((name, tensor.permute(order)));
            texts.Add(name + Order, string.Join(',', order.Select(axis => axis.ToString(CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>The state that was flattened, in the current scope.</summary>
    /// <param name="tensors">By name, without the prefix.</param>
    /// <param name="texts">By name, without the prefix.</param>
    /// <param name="device">Where the state will live.</param>
    public static MemoryState Restore(
        ImmutableDictionary<string, torch.Tensor> tensors, ImmutableDictionary<string, string> texts, torch.Device device)
    {
        var state = MemoryState.Empty;
        foreach (var key in tensors.Keys.Where(name => name.EndsWith(Keys, StringComparison.Ordinal)).Select(name => name[..^Keys.Length]))
        {
            var block = texts.ContainsKey(key + Keys + Type) ? Narrow(key) : Wide(key);
            state = state.With(key, block with { Attention = tensors.ContainsKey(key + Attention) ? Tensor(key + Attention) : null });
        }

        return state;

        MemoryBlock Wide(string key)
        {
            var keys = Tensor(key + Keys);
            return new(keys, tensors.ContainsKey(key + Values) ? Tensor(key + Values) : keys, Tensor(key + Positions), Tensor(key + Valid));
        }

        MemoryBlock Narrow(string key)
        {
            var keys = Codes(key + Keys);
            return new(keys, tensors.ContainsKey(key + Values) ? Codes(key + Values) : keys, Tensor(key + Positions), Tensor(key + Valid));
        }

        NarrowSlots Codes(string name) =>
            new(Tensor(name), tensors.ContainsKey(name + Scale) ? Tensor(name + Scale) : null, TensorTypes.Find(texts[name + Type])!.Value);

        torch.Tensor Tensor(string name)
        {
            var order = texts[name + Order].Split(',').Select(axis => long.Parse(axis, CultureInfo.InvariantCulture)).ToArray();
            var inverse = Enumerable.Range(0, order.Length).OrderBy(axis => order[axis]).Select(axis => (long)axis).ToArray();
            return tensors[name].to(device).permute(inverse);
        }
    }

    private static long[] StorageOrder(torch.Tensor tensor)
    {
        var strides = tensor.stride();
        return [.. Enumerable.Range(0, strides.Length).OrderByDescending(axis => strides[axis]).Select(axis => (long)axis)];
    }
}
