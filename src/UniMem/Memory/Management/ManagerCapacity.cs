using UniMem.Components;

namespace UniMem.Memory.Management;

/// <summary>The check that capacities share.</summary>
internal static class ManagerCapacity
{
    /// <summary>A capacity in slots.</summary>
    /// <exception cref="ConfigurationException">It is less than 1.</exception>
    public static long Of(SlotCount capacity, BuildContext context)
    {
        var slots = context.Slots(capacity);
        return slots >= 1 ? slots : throw context.At("capacity").Wrong($"{capacity} is out of range; write at least 1 slot.");
    }
}
