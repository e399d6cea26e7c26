using TorchSharp;

namespace UniMem.Memory;

/// <summary>A run of <c>M</c> memory slots of every row, oldest first. Immutable: nobody writes into its tensors.</summary>
/// <remarks>A hidden-space block has one head of the model's width, and the same tensor as keys and values.</remarks>
/// <param name="Keys">(B, G, M, D), unrotated.</param>
/// <param name="Values">(B, G, M, D).</param>
/// <param name="Positions">(B, M) int64: index in the document of the token that made the slot.</param>
/// <param name="Valid">(B, M) bool: false for a slot that this row does not hold. Its keys and values are finite and never read.</param>
public sealed record MemoryBlock(torch.Tensor Keys, torch.Tensor Values, torch.Tensor Positions, torch.Tensor Valid)
{
    /// <summary>
    /// (B, M) in the precise type, at least 0: attention that the slot has received since it was written, its own segment included, as a mean
    /// over heads and a sum over queries; 0 where not valid. Null where nobody looks at it. It carries no gradient.
    /// </summary>
    public torch.Tensor? Attention { get; init; }

    /// <summary>Slots per row, held or not.</summary>
    public long Slots => Positions.shape[1];

    /// <summary>Rows.</summary>
    public long Rows => Positions.shape[0];

    /// <summary>Bytes of keys, values, positions, validity and attention; keys and values that are one tensor count once.</summary>
    public long Bytes => Size(Keys) + (SharesValues ? 0 : Size(Values)) + Size(Positions) + Size(Valid)
        + (Attention is null ? 0 : Size(Attention));

    /// <summary>True when values are the very tensor that the keys are.</summary>
    public bool SharesValues => ReferenceEquals(Keys, Values);

    /// <summary>This block's slots followed by newer ones; attention is kept where this block knows it.</summary>
    /// <param name="newer">Slots written later, of the same rows.</param>
    public MemoryBlock Append(MemoryBlock newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        return Map((tensor, slots) => torch.cat([tensor, slots(newer)], SlotAxis(tensor)));
    }

    /// <summary>The slots from a column on.</summary>
    /// <param name="start">First column kept.</param>
    /// <param name="length">Columns kept.</param>
    public MemoryBlock Narrow(long start, long length) => Map((tensor, _) => tensor.narrow(SlotAxis(tensor), start, length));

    /// <summary>Slots chosen row by row.</summary>
    /// <param name="columns_BK">(B, K) int64: columns, in the order wanted.</param>
    public MemoryBlock Gather(torch.Tensor columns_BK)
    {
        ArgumentNullException.ThrowIfNull(columns_BK);
        return Map((tensor, _) => tensor.dim() == 2
            ? tensor.gather(1, columns_BK)
            : tensor.gather(2, columns_BK.view(columns_BK.shape[0], 1, -1, 1).expand(tensor.shape[0], tensor.shape[1], -1, tensor.shape[3])));
    }

    /// <summary>The same slots with those of some rows gone: invalid, and overwritten by zeros so that not even NaN survives.</summary>
    /// <param name="gone_BM">(B, M) bool, or broadcastable to it.</param>
    public MemoryBlock Erase(torch.Tensor gone_BM)
    {
        ArgumentNullException.ThrowIfNull(gone_BM);
        var gone_B1M1 = gone_BM.unsqueeze(1).unsqueeze(-1);
        return Map((tensor, _) => tensor.dim() == 2 ? tensor.masked_fill(gone_BM, 0) : tensor.masked_fill(gone_B1M1, 0));
    }

    /// <summary>The same slots out of the autograd graph, as copies that own their storage and belong to no dispose scope.</summary>
    public MemoryBlock CarryOver() => Map((tensor, _) => tensor.detach().clone().DetachFromDisposeScope());

    /// <summary>The same slots out of the autograd graph.</summary>
    public MemoryBlock Detach() => Map((tensor, _) => tensor.detach());

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
        Positions.Dispose();
        Valid.Dispose();
        Attention?.Dispose();
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"MemoryBlock({string.Join(" x ", Keys.shape)})";

    private static long SlotAxis(torch.Tensor tensor) => tensor.dim() == 2 ? 1 : 2;

    private static long Size(torch.Tensor tensor) => tensor.numel() * tensor.element_size();

    /// <summary>Nothing received, in the type in which this block counts.</summary>
    private torch.Tensor NoneYet(MemoryBlock block) => torch.zeros_like(block.Positions, Attention!.dtype);

    private MemoryBlock Map(Func<torch.Tensor, Func<MemoryBlock, torch.Tensor>, torch.Tensor> change)
    {
        var keys = change(Keys, block => block.Keys);
        var values = SharesValues ? keys : change(Values, block => block.Values);
        return new(keys, values, change(Positions, block => block.Positions), change(Valid, block => block.Valid))
        {
            Attention = Attention is null ? null : change(Attention, block => block.Attention ?? NoneYet(block)),
        };
    }
}
