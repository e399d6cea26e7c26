using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Tests.Parts;

/// <summary>Holds the slots that received the most attention; of equals, the newer ones.</summary>
[Component("test_most_attended")]
internal sealed record MostAttendedConfig : ManagerConfig
{
    public required long Capacity { get; init; }

    public override IMemoryManager Build(BuildContext context) => new MostAttended(Capacity);
}

/// <inheritdoc cref="MostAttendedConfig"/>
internal sealed class MostAttended(long capacity) : IAttentionManager
{
    public long Capacity => capacity;

    public torch.Tensor Keep(SlotView slots)
    {
        var newestFirst_BM = slots.Attention.masked_fill(slots.Valid.logical_not(), -1).flip(1);
        var (_, order_BM) = newestFirst_BM.sort(1, descending: true, stable: true);
        var (_, place_BM) = order_BM.sort(1, stable: true);
        return place_BM.flip(1) < capacity;
    }
}
