using TorchSharp;
using UniMem.Distributed;
using UniMem.Memory;

namespace UniMem.Training.Checkpoints;

/// <summary>What some rows remember, out of what the rows of several processes do.</summary>
internal static class MemoryRows
{
    /// <summary>The share of one process, which the caller owns; the very tensors where the shares are the same. All else is freed.</summary>
    /// <remarks>
    /// Where shares are cut anew, rows that hold fewer slots than others are filled up with slots that are not held, at the old end, as they would
    /// have been side by side: the results differ from an unbroken run's in their last bits.
    /// </remarks>
    /// <param name="shares">What the rows of each process remember, in order.</param>
    /// <param name="batch">Rows of all.</param>
    /// <param name="rows">The share wanted.</param>
    public static MemoryState Take(IReadOnlyList<MemoryState> shares, int batch, RowShare rows)
    {
        var taken = shares.Count == rows.Size ? shares[rows.Rank] : Cut(shares, batch, rows);
        foreach (var share in shares.Where(share => !ReferenceEquals(share, taken)))
        {
            share.Dispose();
        }

        return taken;
    }

    private static MemoryState Cut(IReadOnlyList<MemoryState> shares, int batch, RowShare rows)
    {
        using var scope = torch.NewDisposeScope();
        var (held, wanted) = (batch / shares.Count, batch / rows.Size);
        var state = MemoryState.Empty;
        foreach (var key in shares.SelectMany(share => share.Blocks.Keys).Distinct())
        {
            var some = shares.Select(share => share.Find(key)).OfType<MemoryBlock>().ToList();
            var slots = some.Max(block => block.Slots);
            state = state.With(key, Rows([.. shares.Select(share => Filled(share.Find(key), some[0], held, slots))], wanted * rows.Rank, wanted));
        }

        return state.CarryOver();
    }

    private static MemoryBlock Filled(MemoryBlock? block, MemoryBlock like, long rows, long slots)
    {
        var missing = slots - (block?.Slots ?? 0);
        if (missing == 0)
        {
            return block!;
        }

        var keys = Zeros(like.Keys);
        var none = new MemoryBlock(keys, like.SharesValues ? keys : Zeros(like.Values), Zeros(like.Positions), Zeros(like.Valid))
        {
            Attention = like.Attention is { } attention ? Zeros(attention) : null,
        };
        return block is null ? none : none.Append(block);

        torch.Tensor Zeros(torch.Tensor x) => torch.zeros(
            x.dim() == 2 ? [rows, missing] : [rows, x.shape[1], missing, x.shape[3]], x.dtype, x.device);
    }

    private static MemoryBlock Rows(IReadOnlyList<MemoryBlock> blocks, long first, long count)
    {
        var keys = Part(block => block.Keys);
        return new(keys, blocks[0].SharesValues ? keys : Part(block => block.Values), Part(block => block.Positions), Part(block => block.Valid))
        {
            Attention = blocks[0].Attention is null ? null : Part(block => block.Attention!),
            CarriedAs = blocks.Select(block => block.CarriedAs).FirstOrDefault(type => type is not null),
        };

        torch.Tensor Part(Func<MemoryBlock, torch.Tensor> tensor) => torch.cat(blocks.Select(tensor).ToArray(), 0).narrow(0, first, count);
    }
}
