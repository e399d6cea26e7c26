using TorchSharp;
using UniMem.Memory;

namespace MyMemory;

/// <inheritdoc cref="MyMemoryConfig"/>
/// <param name="capacity">Slots held. At least 1.</param>
/// <param name="stride">Tokens from one that is held to the next. At least 1.</param>
public sealed class MyMemoryManager(long capacity, long stride) : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => capacity;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots)
    {
        var chosen_BM = slots.Valid.logical_and(slots.Positions % stride == 0);
        return chosen_BM.logical_and(SlotRanks.Of(chosen_BM).FromNewest < capacity);
    }
}
