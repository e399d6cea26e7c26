using TorchSharp;

namespace UniMem.Memory;

/// <summary>A run of slots of one tensor of a block: a tensor of its own, or a view of a buffer with room behind it.</summary>
/// <param name="Tensor">(B, G, M, D), or (B, M).</param>
/// <param name="Arena">The buffer's room; null for a tensor of the window, which may have a graph.</param>
/// <param name="Start">Column of the buffer at which the view begins.</param>
internal sealed record SlotPiece(torch.Tensor Tensor, SlotArena? Arena = null, long Start = 0)
{
    /// <summary>The axis of a tensor along which slots lie.</summary>
    public static long Axis(torch.Tensor tensor) => tensor.dim() == 2 ? 1 : 2;

    /// <summary>Slots.</summary>
    public long Slots => Tensor.shape[(int)Axis(Tensor)];

    /// <summary>A part of the run.</summary>
    public SlotPiece Narrow(long start, long length) => this with { Tensor = Tensor.narrow(Axis(Tensor), start, length), Start = Start + start };

    /// <summary>The same run under a handle of its own.</summary>
    public SlotPiece Alias() => Arena is null ? this : this with { Tensor = Tensor.alias() };

    /// <summary>The same run out of the graph.</summary>
    public SlotPiece Detach() => this with { Tensor = Tensor.detach() };

    /// <summary>The run followed by others in the same buffer; null when there is no room behind it.</summary>
    public SlotPiece? TryExtend(IReadOnlyList<SlotPiece> newer)
    {
        var more = newer.Sum(piece => piece.Slots);
        if (Arena is null || !Arena.TryTake(Start + Slots, more))
        {
            return null;
        }

        Fill(Stretched(Slots, more), newer);
        return this with { Tensor = Stretched(0, Slots + more) };
    }

    /// <summary>Runs side by side at the beginning of a new buffer.</summary>
    /// <param name="pieces">At least one.</param>
    /// <param name="slots">Slots of all of them.</param>
    /// <param name="room">Columns behind them, at least 0.</param>
    public static SlotPiece Move(IReadOnlyList<SlotPiece> pieces, long slots, long room)
    {
        var like = pieces[0].Tensor;
        var shape = like.shape;
        shape[Axis(like)] = slots + room;
        var written = torch.empty(shape, like.dtype, like.device).narrow(Axis(like), 0, slots);
        Fill(written, pieces);
        return new(written, new(slots + room, slots));
    }

    private static void Fill(torch.Tensor room, IReadOnlyList<SlotPiece> pieces)
    {
        var at = 0L;
        foreach (var piece in pieces)
        {
            room.narrow(Axis(room), at, piece.Slots).copy_(piece.Tensor);
            at += piece.Slots;
        }
    }

    /// <summary>Columns of the buffer, from one of the view on, under a handle that has its own count of changes.</summary>
    /// <remarks>Views of one tensor share that count, and backward refuses a tensor that was changed since it was saved: here, beside it.</remarks>
    private torch.Tensor Stretched(long from, long length)
    {
        var (shape, strides, axis) = (Tensor.shape, Tensor.stride(), Axis(Tensor));
        shape[axis] = length;
        var view = Tensor.as_strided(shape, strides, Tensor.storage_offset() + (from * strides[axis]));
        return torch.empty(0, dtype: Tensor.dtype, device: Tensor.device).set_(view);
    }
}
