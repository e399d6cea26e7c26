using TorchSharp;

namespace UniMem.Memory;

/// <summary>One of the tensors of a block, held in pieces along its slots and put together when somebody asks for all of it.</summary>
/// <remarks>
/// What costs as much as the memory holds is put off until it is needed: joining pieces, and blanking what rows have forgotten. A reader that
/// narrows first pays for what it reads.
/// </remarks>
internal sealed class SlotTensor
{
    private readonly IReadOnlyList<SlotPiece> _pieces;
    private readonly IReadOnlyList<long>? _blank;
    private torch.Tensor? _whole;

    /// <param name="tensor">(B, G, M, D), or (B, M).</param>
    public SlotTensor(torch.Tensor tensor)
        : this([new(tensor)], null)
    {
    }

    /// <param name="narrow">Slots that are held in fewer bytes.</param>
    public SlotTensor(NarrowSlots narrow)
        : this([new(narrow.Codes) { Scale = narrow.Scale, Read = narrow.Type }], null)
    {
    }

    private SlotTensor(IReadOnlyList<SlotPiece> pieces, IReadOnlyList<long>? blank)
    {
        (_pieces, _blank) = (pieces, blank is not null && blank.Any(columns => columns > 0) ? blank : null);
        Slots = pieces.Sum(piece => piece.Slots);
    }

    /// <summary>Slots per row, held or not.</summary>
    public long Slots { get; }

    /// <summary>Rows.</summary>
    public long Rows => _pieces[0].Tensor.shape[0];

    /// <summary>Type of the numbers.</summary>
    public torch.ScalarType Type => _pieces[0].Read ?? _pieces[0].Tensor.dtype;

    /// <summary>Where the tensor lives.</summary>
    public torch.Device Device => _pieces[0].Tensor.device;

    /// <summary>Sizes of the whole.</summary>
    public long[] Shape
    {
        get
        {
            var shape = _pieces[0].Tensor.shape;
            shape[SlotPiece.Axis(_pieces[0].Tensor)] = Slots;
            return shape;
        }
    }

    /// <summary>Bytes of the slots.</summary>
    public long Bytes => _pieces.Sum(piece => piece.Bytes);

    /// <summary>Bytes of the buffers that the slots lie in, as far as they were carried.</summary>
    public long ReservedBytes => _pieces.Sum(piece => piece.ReservedBytes);

    /// <summary>The whole in fewer bytes; null where it is not held so.</summary>
    public NarrowSlots? Narrow()
    {
        if (_pieces is not [{ Read: { } type }])
        {
            return null;
        }

        var piece = _blank is null ? _pieces[0] : _pieces[0].Each(tensor => tensor.masked_fill(Blank(tensor, _blank), 0));
        return new(piece.Tensor, piece.Scale, type);
    }

    /// <summary>Whether this is one tensor, and which.</summary>
    public bool Is(torch.Tensor tensor) => _pieces is [{ Read: null }] && _blank is null && ReferenceEquals(_pieces[0].Tensor, tensor);

    /// <summary>The whole tensor; made when first asked for.</summary>
    public torch.Tensor Whole
    {
        get
        {
            if (_pieces is [{ Read: null }] && _blank is null)
            {
                return _pieces[0].Tensor;
            }

            if (_whole is { IsInvalid: false })
            {
                return _whole;
            }

            var whole = Join();
            if (torch.is_grad_enabled() || !_pieces.Any(piece => piece.Tensor.requires_grad))
            {
                _whole = whole;
            }

            return whole;
        }
    }

    /// <summary>These slots followed by newer ones.</summary>
    public SlotTensor Append(SlotTensor newer)
    {
        var (pieces, blank) = Settled();
        return new([.. pieces.Select(piece => piece.Alias()), .. newer._blank is null ? newer._pieces : [new(newer.Whole)]], blank);
    }

    /// <summary>A run of slots.</summary>
    public SlotTensor Narrow(long start, long length)
    {
        var (pieces, blank) = Settled();
        var kept = new List<SlotPiece>();
        var at = 0L;
        foreach (var piece in pieces)
        {
            var (first, end) = (Math.Max(start, at), Math.Min(start + length, at + piece.Slots));
            if (end > first)
            {
                kept.Add(piece.Narrow(first - at, end - first));
            }

            at += piece.Slots;
        }

        return new(kept.Count > 0 ? kept : [pieces[0].Narrow(0, 0)], blank?.Select(columns => Math.Clamp(columns - start, 0, length)).ToList());
    }

    /// <summary>The slots with those of some rows blank.</summary>
    /// <param name="rows">One entry a row.</param>
    public SlotTensor Forget(IReadOnlyList<bool> rows) => new(_pieces, [.. rows.Select((gone, row) => gone ? Slots : _blank?[row] ?? 0)]);

    /// <summary>The slots out of the graph.</summary>
    public SlotTensor Detach() => new([.. _pieces.Select(piece => piece.Detach())], _blank);

    /// <summary>The slots where they will be carried: behind those carried before where there is room, else in a new buffer.</summary>
    /// <remarks>
    /// A buffer gets room only if slots were carried from an earlier one, half as much again as it holds, so that each slot is moved twice on
    /// average however long it is held. Slots that a manager has gathered anew get none. To be called under no_grad.
    /// </remarks>
    /// <param name="type">In which type they are held; null for the one they have.</param>
    public SlotTensor CarryOver(SlotType? type)
    {
        var (pieces, blank) = Settled();
        var oldest = pieces[0];
        if (oldest.Arena is not { } arena)
        {
            return Own(type);
        }

        if (arena.Capacity > 2 * Slots)
        {
            return Moved(Packed(pieces, type), blank, room: 0);
        }

        if (pieces.Count == 1)
        {
            return new([oldest.Detach()], blank);
        }

        var (room, incoming) = (Slots / 2, Slots - oldest.Slots);
        var packed = Packed(pieces, type);
        return oldest.TryExtend([.. packed.Skip(1)]) is { } extended ? new([extended], blank)
            : Moved(packed, blank, room < incoming ? 0 : room);
    }

    /// <summary>The pieces that have a graph.</summary>
    public IEnumerable<torch.Tensor> Learned => _pieces.Where(piece => piece.Tensor.requires_grad).Select(piece => piece.Tensor);

    /// <summary>The tensors of all pieces.</summary>
    public IEnumerable<torch.Tensor> Handles => _pieces.SelectMany(piece => piece.Scale is { } scale ? [piece.Tensor, scale] : new[] { piece.Tensor });

    /// <summary>The slots with other tensors in place of those.</summary>
    public SlotTensor Replacing(Queue<torch.Tensor> tensors) =>
        new([.. _pieces.Select(piece => piece.Tensor.requires_grad ? piece with { Tensor = tensors.Dequeue() } : piece)], _blank);

    /// <summary>Takes the carried tensor out of every scope.</summary>
    public void DetachFromDisposeScope()
    {
        foreach (var piece in _pieces)
        {
            piece.Tensor.DetachFromDisposeScope();
            piece.Scale?.DetachFromDisposeScope();
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var piece in _pieces)
        {
            piece.Tensor.Dispose();
            piece.Scale?.Dispose();
        }
    }

    private static IReadOnlyList<SlotPiece> Packed(IReadOnlyList<SlotPiece> pieces, SlotType? type) => [.. pieces.Select(piece => piece.Packed(type))];

    /// <summary>The slots as they lie, in storage of their own.</summary>
    private SlotTensor Own(SlotType? type)
    {
        if (_pieces.Count > 1 && _pieces.Any(piece => piece.Read is not null))
        {
            return Moved(Packed(_pieces, type), _blank, room: 0);
        }

        var own = _pieces.Count == 1 && _blank is null
            ? _pieces[0].Packed(type) is var packed && ReferenceEquals(packed, _pieces[0]) ? packed.Each(tensor => tensor.detach().clone()) : packed
            : new SlotPiece(Whole.detach()).Packed(type);
        return new([own with { Arena = new(Slots, Slots), Start = 0 }], null);
    }

    private static SlotTensor Moved(IReadOnlyList<SlotPiece> pieces, IReadOnlyList<long>? blank, long room)
    {
        var slots = pieces.Sum(piece => piece.Slots);
        var moved = SlotPiece.Move(pieces, slots, room);
        return new([blank is null ? moved : moved.Each(tensor => tensor.masked_fill_(Blank(tensor, blank), 0))], null);
    }

    /// <summary>The pieces, or the blanked whole once somebody has paid for it.</summary>
    private (IReadOnlyList<SlotPiece> Pieces, IReadOnlyList<long>? Blank) Settled() =>
        _blank is not null && _whole is { IsInvalid: false } ? ([new(_whole)], null) : (_pieces, _blank);

    private torch.Tensor Join()
    {
        var whole = _pieces.Count == 1 ? _pieces[0].Numbers : torch.cat([.. _pieces.Select(piece => piece.Numbers)], SlotPiece.Axis(_pieces[0].Tensor));
        return _blank is null ? whole : whole.masked_fill(Blank(whole, _blank), 0);
    }

    /// <summary>Bool, broadcastable to the tensor: columns that a row has forgotten.</summary>
    private static torch.Tensor Blank(torch.Tensor tensor, IReadOnlyList<long> columns)
    {
        var shape = tensor.dim() == 2 ? new long[] { -1, 1 } : [-1, 1, 1, 1];
        var columns_B1 = HostNumbers.Sent(torch.tensor(columns.ToArray()), tensor.device).view(shape);
        var index_1M = torch.arange(tensor.shape[(int)SlotPiece.Axis(tensor)], device: tensor.device);
        return (tensor.dim() == 2 ? index_1M.unsqueeze(0) : index_1M.view(1, 1, -1, 1)) < columns_B1;
    }
}
