namespace UniMem.Memory;

/// <summary>The room of a buffer of slots, whose columns are written once and never again.</summary>
/// <remarks>
/// Carried slots are a view of the buffer's written part. Whoever carries them further takes the columns right behind the view; if another
/// state that goes on from the same slots has taken them, it moves to a buffer of its own. So no state ever sees what another one writes.
/// </remarks>
/// <param name="capacity">Columns of the buffer.</param>
/// <param name="used">Columns written.</param>
internal sealed class SlotArena(long capacity, long used)
{
    private long _used = used;

    /// <summary>Columns of the buffer.</summary>
    public long Capacity => capacity;

    /// <summary>Takes columns for good.</summary>
    /// <param name="from">Where a view ends.</param>
    /// <param name="count">How many columns behind it.</param>
    /// <returns>False when they are taken, or are not there.</returns>
    public bool TryTake(long from, long count) =>
        from + count <= capacity && Interlocked.CompareExchange(ref _used, from + count, from) == from;
}
