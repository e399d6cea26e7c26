using UniMem.Components;
using UniMem.Memory;

namespace MyMemory;

/// <summary>Holds one token in every few of a document, the newest of them.</summary>
/// <remarks>Source: none; an example to change.</remarks>
[Component("my_memory")]
public sealed record MyMemoryConfig : ManagerConfig
{
    /// <summary>Slots held. At least 1.</summary>
    public required SlotCount Capacity { get; init; }

    /// <summary>Tokens from one that is held to the next. At least 1, which holds every token.</summary>
    public long Stride { get; init; } = 2;

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context)
    {
        var capacity = context.Slots(Capacity);
        return capacity < 1 ? throw context.At("capacity").Wrong($"{Capacity} is out of range; write at least 1 slot.")
            : Stride < 1 ? throw context.At("stride").Wrong($"{Stride} is out of range; write at least 1 token.")
            : new MyMemoryManager(capacity, Stride);
    }
}
