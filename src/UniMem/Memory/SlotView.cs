using TorchSharp;

namespace UniMem.Memory;

/// <summary>What a manager knows of the slots it decides on: those held and those that have just arrived, oldest first.</summary>
public sealed class SlotView
{
    private readonly SlotRanks _ranks;
    private readonly torch.Tensor? _attention;

    /// <param name="slots">Held and incoming together.</param>
    /// <param name="held">How many columns were held before; the rest has just arrived.</param>
    public SlotView(MemoryBlock slots, long held)
    {
        ArgumentNullException.ThrowIfNull(slots);
        (Positions, Valid, _attention) = (slots.Positions, slots.Valid, slots.Attention);
        Incoming = (torch.arange(slots.Slots, device: Valid.device) >= held).unsqueeze(0);
        _ranks = SlotRanks.Of(Valid);
    }

    /// <summary>(B, M) int64: index in its document of the token that made the slot.</summary>
    public torch.Tensor Positions { get; }

    /// <summary>(B, M) bool: whether the row holds the slot. What is not held cannot be kept.</summary>
    public torch.Tensor Valid { get; }

    /// <summary>(1, M) bool: whether the slot has just arrived.</summary>
    public torch.Tensor Incoming { get; }

    /// <summary>
    /// (B, M) float32, at least 0: attention that the slot has received so far, in queries; 1 is all that one query has to give. Known to an
    /// <see cref="IAttentionManager"/> alone; see <see cref="MemoryBlock.Attention"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody adds it up, because the manager does not say that it looks at it.</exception>
    public torch.Tensor Attention => _attention
        ?? throw new InvalidOperationException("The attention that slots receive is added up for an IAttentionManager only; implement that interface.");

    /// <summary>(B, 1) int64: valid slots of the row.</summary>
    public torch.Tensor Count => _ranks.Count;

    /// <summary>(B, M) int64: valid slots of the row that are older; meaningless where not valid.</summary>
    public torch.Tensor RankFromOldest => _ranks.FromOldest;

    /// <summary>(B, M) int64: valid slots of the row that are newer; meaningless where not valid.</summary>
    public torch.Tensor RankFromNewest => _ranks.FromNewest;
}
