using SamplePlugin.Support;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace SamplePlugin;

/// <summary>Holds every other slot of the newest ones.</summary>
[Component("every_other")]
public sealed record EveryOtherConfig : ManagerConfig
{
    /// <summary>Slots held. At least 1.</summary>
    public required SlotCount Capacity { get; init; }

    /// <summary>Whether every slot is held instead.</summary>
    public bool Dense { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => new EveryOtherManager(context.Slots(Capacity), Strides.Of(Dense));
}

/// <inheritdoc cref="EveryOtherConfig"/>
/// <param name="capacity">Slots held.</param>
/// <param name="stride">Slots from one that stays to the next.</param>
public sealed class EveryOtherManager(long capacity, long stride) : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => capacity;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots) =>
        slots.RankFromNewest.lt(capacity * stride).logical_and(slots.RankFromNewest.remainder(stride).eq(0));
}
