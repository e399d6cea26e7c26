using TorchSharp;

namespace UniMem.Memory;

/// <content>Blocks that are made of others: grown, narrowed, chosen from, forgotten, carried.</content>
public sealed partial record MemoryBlock
{
    /// <summary>This block's slots followed by newer ones; attention is kept where this block knows it.</summary>
    /// <param name="newer">Slots written later, of the same rows.</param>
    public MemoryBlock Append(MemoryBlock newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        if (_projection is null != newer._projection is null || (_projection is { } own && !own.Is(newer._projection!)))
        {
            return Settled.Append(newer.Settled);
        }

        var runs = SlotRuns.Append(_runs, Slots, _runs is null ? null : newer.FindRuns());
        var keys = _keys.Append(newer._keys);
        return new(
            keys, ReferenceEquals(_keys, _values) ? keys : _values.Append(newer._values), _positions.Append(newer._positions),
            _attention?.Append(newer._attention ?? new(torch.zeros_like(newer.Positions, _attention.Type))),
            runs is null ? new SlotTensor(Valid).Append(new(newer.Valid)) : null, runs)
        {
            CarriedAs = newer.CarriedAs,
            _projection = _projection?.Again(),
        };
    }

    /// <summary>The slots from a column on.</summary>
    /// <param name="start">First column kept.</param>
    /// <param name="length">Columns kept.</param>
    public MemoryBlock Narrow(long start, long length)
    {
        if (_projection is { Made: true })
        {
            return Settled.Narrow(start, length);
        }

        var runs = _runs?.Select(run => run.Within(start, length)).ToList();
        return EachHeld(tensor => tensor.Narrow(start, length), _runs is null ? new(Valid.narrow(1, start, length)) : null, runs) with { _projection = _projection?.Again() };
    }

    /// <summary>The slots of one row.</summary>
    /// <param name="row">The row.</param>
    public MemoryBlock Row(long row) => Map(tensor => tensor.narrow(0, row, 1));

    /// <summary>Slots chosen row by row.</summary>
    /// <param name="columns_BK">(B, K) int64: columns, in the order wanted.</param>
    public MemoryBlock Gather(torch.Tensor columns_BK)
    {
        ArgumentNullException.ThrowIfNull(columns_BK);
        return Map(tensor => tensor.dim() == 2
            ? tensor.gather(1, columns_BK)
            : tensor.gather(2, columns_BK.view(columns_BK.shape[0], 1, -1, 1).expand(tensor.shape[0], tensor.shape[1], -1, tensor.shape[3])));
    }

    /// <summary>The same slots with those of some rows gone: invalid, and overwritten by zeros so that not even NaN survives.</summary>
    /// <param name="gone_BM">(B, M) bool, or broadcastable to it.</param>
    public MemoryBlock Erase(torch.Tensor gone_BM)
    {
        ArgumentNullException.ThrowIfNull(gone_BM);
        var gone_B1M1 = gone_BM.unsqueeze(1).unsqueeze(-1);
        return Map(tensor => tensor.dim() == 2 ? tensor.masked_fill(gone_BM, 0) : tensor.masked_fill(gone_B1M1, 0));
    }

    /// <summary>The same slots with those of some rows gone, as by <see cref="Erase"/>; what nobody reads any more is not touched.</summary>
    /// <param name="rows">One entry a row: whether it forgets.</param>
    public MemoryBlock Forget(IReadOnlyList<bool> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return KnownRuns() is { } runs
            ? Each(tensor => tensor.Forget(rows), null, [.. runs.Select((run, row) => rows[row] ? default : run)])
            : Erase(HostNumbers.Sent(torch.tensor(rows.ToArray()), Device).unsqueeze(1));
    }

    /// <summary>The same slots out of the autograd graph, to be owned by the caller and belonging to no dispose scope.</summary>
    /// <remarks>Slots that were carried before stay where they are; the others are copied.</remarks>
    public MemoryBlock CarryOver()
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var carried = Each(tensor => tensor.CarryOver(ReferenceEquals(tensor, _keys) || ReferenceEquals(tensor, _values) ? CarriedAs : null), _runs is null ? new(Valid.detach().clone()) : null, _runs);
        foreach (var tensor in carried.Tensors)
        {
            tensor.DetachFromDisposeScope();
        }

        return carried;
    }

    /// <summary>The same slots out of the autograd graph.</summary>
    public MemoryBlock Detach() => Each(tensor => tensor.Detach(), _valid, _runs);

    private MemoryBlock Each(Func<SlotTensor, SlotTensor> change, SlotTensor? valid, IReadOnlyList<SlotRun>? runs) => Settled.EachHeld(change, valid, runs);

    private MemoryBlock EachHeld(Func<SlotTensor, SlotTensor> change, SlotTensor? valid, IReadOnlyList<SlotRun>? runs)
    {
        var keys = change(_keys);
        return new(keys, ReferenceEquals(_keys, _values) ? keys : change(_values), change(_positions), _attention is null ? null : change(_attention), valid, runs)
        {
            CarriedAs = CarriedAs,
        };
    }

    private MemoryBlock Map(Func<torch.Tensor, torch.Tensor> change)
    {
        var keys = change(Keys);
        return new(keys, SharesValues ? keys : change(Values), change(Positions), change(Valid))
        {
            Attention = Attention is { } attention ? change(attention) : null,
            CarriedAs = CarriedAs,
        };
    }
}
