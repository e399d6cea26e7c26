using TorchSharp;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>The form of what a writer writes, and what of it counts.</summary>
internal static class WrittenForm
{
    /// <exception cref="Violation">The block has another form than the writer says, or than any block has.</exception>
    public static void Check(MemoryBlock block, SlotShape held, LayerActivations layer)
    {
        var (rows, slots, device) = (layer.Input.shape[0], block.Positions.shape[^1], layer.Input.device);
        Form.Check("Positions of what is written", block.Positions, [rows, slots], "(B, M)", torch.ScalarType.Int64, device);
        Form.Check("Valid of what is written", block.Valid, [rows, slots], "(B, M)", torch.ScalarType.Bool, device);
        foreach (var (name, tensor) in new[] { ("Keys", block.Keys), ("Values", block.Values) })
        {
            Form.Check($"{name} of what is written", tensor, [rows, held.Heads, slots, held.Width], "(B, G, M, D) of Held", null, device);
            if (tensor.dtype != torch.ScalarType.Float32 && tensor.dtype != (layer.Keys?.dtype ?? torch.ScalarType.Float32))
            {
                throw new Violation("wrong-type",
                    $"{name} of what is written have type {tensor.dtype}; slots are of the type of keys, {layer.Keys?.dtype}, or float32.");
            }
        }

        if (held.Tensors == 1 != block.SharesValues)
        {
            throw new Violation("wrong-shape", held.Tensors == 1
                ? "Held says that one tensor is keys and values, and Values is another tensor than Keys."
                : "Held says that keys and values are two tensors, and they are one.");
        }

        if (block.Attention is { } attention)
        {
            Form.Check("Attention of what is written", attention, [rows, slots], "(B, M)", torch.ScalarType.Float32, device);
        }
    }

    /// <exception cref="Violation">What is recalled has another form than the writer says.</exception>
    public static void CheckRecalled(MemoryBlock recalled, MemoryBlock held, SlotShape shape)
    {
        long[] expected = [held.Rows, shape.Heads, held.Slots, shape.Width];
        Form.Check("Keys of what is recalled", recalled.Keys, expected, "(B, G, M, D) of Recalled", null, held.Keys.device);
        Form.Check("Values of what is recalled", recalled.Values, expected, "(B, G, M, D) of Recalled", null, held.Keys.device);
    }

    /// <summary>(M') int64: positions of a row's slots.</summary>
    /// <exception cref="Violation">A slot stands where nothing was to be written, or before an older one.</exception>
    public static torch.Tensor Positions(MemoryBlock block, LayerActivations layer, int row)
    {
        var positions = block.PositionsOf(row);
        var known = Seen(layer.Stream.Positions[row], layer.Stream.Visible[row]);
        foreach (var turnover in layer.Turnovers.Values)
        {
            known.UnionWith(turnover.Evicted?.PositionsOf(row) ?? []);
        }

        if (positions.Where(position => !known.Contains(position)).ToList() is { Count: > 0 } invented)
        {
            throw new Violation("slots-invented",
                $"row {row} gets a slot at position {invented[0]}, and there was no token to be written at that position. Valid is true "
                + "where a row has a slot, and false where its tokens are padding.");
        }

        if (positions.Zip(positions.Skip(1)).FirstOrDefault(pair => pair.First > pair.Second) is { First: > 0 } pair)
        {
            throw new Violation("slots-disordered",
                $"row {row} gets a slot at position {pair.First} before one at position {pair.Second}.");
        }

        return torch.tensor(positions);
    }

    /// <summary>(G, M', D): what belongs to a row's slots.</summary>
    public static torch.Tensor Valid(torch.Tensor heads_BGMD, MemoryBlock block, int row) =>
        heads_BGMD[row].index_select(1, block.Valid[row].nonzero().flatten());

    private static HashSet<long> Seen(torch.Tensor positions, torch.Tensor visible)
    {
        var shown = visible.cpu().data<bool>().ToArray();
        return [.. positions.cpu().data<long>().ToArray().Where((_, index) => shown[index])];
    }
}
