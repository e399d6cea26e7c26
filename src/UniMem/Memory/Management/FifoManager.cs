using UniMem.Components;

namespace UniMem.Memory.Management;

/// <summary>Holds the newest slots; the oldest leave first.</summary>
/// <remarks>Source: the cache of Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.2), and of most methods since.</remarks>
[Component("fifo")]
public sealed record FifoConfig : ManagerConfig
{
    /// <summary>Slots held. At least 1.</summary>
    public required SlotCount Capacity { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => new FifoManager(ManagerCapacity.Of(Capacity, context));
}

/// <inheritdoc cref="FifoConfig"/>
/// <param name="capacity">Slots held. At least 1.</param>
public sealed class FifoManager(long capacity) : IAgeManager
{
    /// <inheritdoc/>
    public long Capacity => capacity;

    /// <inheritdoc/>
    public long KeepNewest(long held, long incoming) => capacity;
}
