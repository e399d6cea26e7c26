using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory;

/// <summary>Memory management: decides which slots stay once new ones have arrived.</summary>
public interface IMemoryManager
{
    /// <summary>The most slots that a row may hold. At least 1.</summary>
    long Capacity { get; }

    /// <summary>What stays.</summary>
    /// <param name="slots">Held and incoming together.</param>
    /// <returns>
    /// (B, M) bool, at most <see cref="Capacity"/> valid slots a row. Decided row by row: no row's answer depends on another's. What it says
    /// of slots that are not valid is ignored.
    /// </returns>
    torch.Tensor Keep(SlotView slots);
}

/// <summary>Management by the attention that slots receive: it may look at <see cref="SlotView.Attention"/>.</summary>
/// <remarks>Attention is added up for the memories of such managers and for no others; it costs them four bytes a slot and a sum a segment.</remarks>
public interface IAttentionManager : IMemoryManager;

/// <summary>Management by age: of each row the newest slots stay, and how many depends on nothing but how many there are.</summary>
/// <remarks>So nothing need be asked of the slots, and as a rule nothing of them is moved: what leaves is the oldest part of a buffer.</remarks>
public interface IAgeManager : IMemoryManager
{
    /// <summary>How many of its newest slots a row keeps; all when it has fewer.</summary>
    /// <param name="held">Slots that the row held before.</param>
    /// <param name="incoming">Slots of the row that have just arrived.</param>
    /// <returns>At least 0 and at most <see cref="IMemoryManager.Capacity"/>.</returns>
    long KeepNewest(long held, long incoming);

    /// <inheritdoc/>
    torch.Tensor IMemoryManager.Keep(SlotView slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        var arrived_B1 = slots.Valid.logical_and(slots.Incoming).sum(1, keepdim: true);
        var counts = torch.cat([slots.Count - arrived_B1, arrived_B1], 1).cpu().data<long>().ToArray();
        var newest = counts.Chunk(2).Select(row => KeepNewest(row[0], row[1])).ToArray();
        return slots.RankFromNewest < HostNumbers.Sent(torch.tensor(newest), slots.Valid.device).unsqueeze(1);
    }
}

/// <summary>Kind of component: memory management, which decides what stays once new slots have arrived.</summary>
public abstract record ManagerConfig : ComponentConfig
{
    /// <summary>Builds the manager of one memory at one layer.</summary>
    public abstract IMemoryManager Build(BuildContext context);
}
