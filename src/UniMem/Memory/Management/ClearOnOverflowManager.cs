using UniMem.Components;

namespace UniMem.Memory.Management;

/// <summary>Holds everything until it is full; then lets go of all that was held and begins again with what has just arrived.</summary>
/// <remarks>
/// Source: clear-all overflow of UniMem (Fang et al. 2024, arXiv:2402.03009), which reads sparse attention over a long input as a memory
/// that is emptied where the input ends. Departs from the authors' released code, which also drops the segment that caused the overflow.
/// </remarks>
[Component("clear_on_overflow")]
public sealed record ClearOnOverflowConfig : ManagerConfig
{
    /// <summary>Slots held at most. At least 1; and no less than a segment, or than what a writer writes at once.</summary>
    public required SlotCount Capacity { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => new ClearOnOverflowManager(ManagerCapacity.Of(Capacity, context));
}

/// <inheritdoc cref="ClearOnOverflowConfig"/>
/// <param name="capacity">Slots held at most. At least 1.</param>
public sealed class ClearOnOverflowManager(long capacity) : IAgeManager
{
    /// <inheritdoc/>
    public long Capacity => capacity;

    /// <inheritdoc/>
    public long KeepNewest(long held, long incoming) => held + incoming <= capacity ? held + incoming : Math.Min(incoming, capacity);
}
