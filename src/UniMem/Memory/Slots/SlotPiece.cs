using TorchSharp;

namespace UniMem.Memory;

/// <summary>A run of slots of one tensor of a block: a tensor of its own, or a view of a buffer with room behind it.</summary>
/// <param name="Tensor">(B, G, M, D), or (B, M); codes where slots are held in fewer bytes.</param>
/// <param name="Arena">The buffer's room; null for a tensor of the window, which may have a graph.</param>
/// <param name="Start">Column of the buffer at which the view begins.</param>
internal sealed record SlotPiece(torch.Tensor Tensor, SlotArena? Arena = null, long Start = 0)
{
    /// <summary>(B, G, M, 1): what codes are worth; null for those that need none.</summary>
    public torch.Tensor? Scale { get; init; }

    /// <summary>Type of the numbers that codes stand for; null where they are no codes.</summary>
    public torch.ScalarType? Read { get; init; }

    /// <summary>The axis of a tensor along which slots lie.</summary>
    public static long Axis(torch.Tensor tensor) => tensor.dim() == 2 ? 1 : 2;

    /// <summary>Slots.</summary>
    public long Slots => Tensor.shape[(int)Axis(Tensor)];

    /// <summary>Bytes of the slots.</summary>
    public long Bytes => (Tensor.numel() * Tensor.element_size()) + (Scale is null ? 0 : Scale.numel() * Scale.element_size());

    /// <summary>Bytes of the buffer.</summary>
    public long ReservedBytes => Bytes / Math.Max(1, Slots) * (Arena?.Capacity ?? Slots);

    /// <summary>The slots as numbers.</summary>
    public torch.Tensor Numbers => Read is { } type ? new NarrowSlots(Tensor, Scale, type).Read() : Tensor;

    /// <summary>A part of the run.</summary>
    public SlotPiece Narrow(long start, long length) => Each(tensor => tensor.narrow(Axis(tensor), start, length)) with { Start = Start + start };

    /// <summary>The same run under a handle of its own.</summary>
    public SlotPiece Alias() => Arena is null ? this : Each(tensor => tensor.alias());

    /// <summary>The same run out of the graph.</summary>
    public SlotPiece Detach() => Each(tensor => tensor.detach());

    /// <summary>The run as it is held: in fewer bytes where a type is given.</summary>
    public SlotPiece Packed(SlotType? type)
    {
        if (type is not { } narrow || Read is not null)
        {
            return this;
        }

        var codes = NarrowSlots.Of(Tensor.detach(), narrow);
        return new(codes.Codes) { Scale = codes.Scale, Read = codes.Type };
    }

    /// <summary>The run followed by others in the same buffer; null when there is no room behind it.</summary>
    public SlotPiece? TryExtend(IReadOnlyList<SlotPiece> newer)
    {
        var more = newer.Sum(piece => piece.Slots);
        if (Arena is null || !Arena.TryTake(Start + Slots, more))
        {
            return null;
        }

        var room = Each(tensor => Stretched(tensor, Slots, more));
        room.Fill(newer);
        return Each(tensor => Stretched(tensor, 0, Slots + more));
    }

    /// <summary>Runs side by side at the beginning of a new buffer.</summary>
    /// <param name="pieces">At least one.</param>
    /// <param name="slots">Slots of all of them.</param>
    /// <param name="room">Columns behind them, at least 0.</param>
    public static SlotPiece Move(IReadOnlyList<SlotPiece> pieces, long slots, long room)
    {
        var written = pieces[0].Each(like =>
        {
            var shape = like.shape;
            shape[Axis(like)] = slots + room;
            return torch.empty(shape, like.dtype, like.device).narrow(Axis(like), 0, slots);
        });
        written = written with { Arena = new(slots + room, slots), Start = 0 };
        written.Fill(pieces);
        return written;
    }

    /// <summary>The run with each of its tensors changed alike.</summary>
    public SlotPiece Each(Func<torch.Tensor, torch.Tensor> change) => this with { Tensor = change(Tensor), Scale = Scale is null ? null : change(Scale) };

    private void Fill(IReadOnlyList<SlotPiece> pieces)
    {
        var at = 0L;
        foreach (var piece in pieces)
        {
            Tensor.narrow(Axis(Tensor), at, piece.Slots).copy_(piece.Tensor);
            Scale?.narrow(Axis(Scale), at, piece.Slots).copy_(piece.Scale!);
            at += piece.Slots;
        }
    }

    /// <summary>Columns of the buffer, from one of the view on, under a handle that has its own count of changes.</summary>
    /// <remarks>Views of one tensor share that count, and backward refuses a tensor that was changed since it was saved: here, beside it.</remarks>
    private static torch.Tensor Stretched(torch.Tensor tensor, long from, long length)
    {
        var (shape, strides, axis) = (tensor.shape, tensor.stride(), Axis(tensor));
        shape[axis] = length;
        var view = tensor.as_strided(shape, strides, tensor.storage_offset() + (from * strides[axis]));
        return torch.empty(0, dtype: tensor.dtype, device: tensor.device).set_(view);
    }
}
