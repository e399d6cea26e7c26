using TorchSharp;

namespace UniMem.Memory;

/// <summary>Carries out what a manager decides.</summary>
public static class Retention
{
    /// <summary>What a memory holds after new slots have arrived.</summary>
    /// <param name="manager">Decides.</param>
    /// <param name="held">Slots held, or null when there are none.</param>
    /// <param name="incoming">Slots that have just been written.</param>
    /// <returns>
    /// The slots kept, oldest first and packed to the newest columns, as wide as the fullest row; null when no row keeps any.
    /// </returns>
    public static MemoryBlock? Update(IMemoryManager manager, MemoryBlock? held, MemoryBlock incoming) => Decide(manager, held, incoming).Held;

    /// <summary>What a memory holds after new slots have arrived, and what it lets go of.</summary>
    /// <param name="manager">Decides.</param>
    /// <param name="held">Slots held, or null when there are none.</param>
    /// <param name="incoming">Slots that have just been written.</param>
    public static Turnover Decide(IMemoryManager manager, MemoryBlock? held, MemoryBlock incoming)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(incoming);
        var slots = held is null ? incoming : held.Append(incoming);
        return manager is IAgeManager byAge && slots.FindRuns() is { } runs
            ? new(slots, runs, Newest(byAge, runs, incoming.FindRuns()!))
            : new(slots, manager.Keep(new SlotView(slots, held?.Slots ?? 0)), manager.Capacity);
    }

    private static IReadOnlyList<long> Newest(IAgeManager manager, IReadOnlyList<SlotRun> all, IReadOnlyList<SlotRun> incoming) =>
        [.. all.Zip(incoming, (run, arrived) => manager.KeepNewest(run.Length - arrived.Length, arrived.Length))];
}
