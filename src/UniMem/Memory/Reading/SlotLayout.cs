namespace UniMem.Memory.Reading;

/// <summary>How some slots of a memory lie; equal for memories of one segment in which the same columns hold the same positions.</summary>
internal sealed class SlotLayout : IEquatable<SlotLayout>
{
    private readonly IReadOnlyList<SlotRun> _runs;
    private readonly IReadOnlyList<ColumnRange> _columns;
    private readonly long _slots;
    private readonly int _hash;

    private SlotLayout(IReadOnlyList<SlotRun> runs, IReadOnlyList<ColumnRange> columns, long slots)
    {
        (_runs, _columns, _slots) = (runs, columns, slots);
        var hash = new HashCode();
        hash.Add(slots);
        foreach (var run in runs)
        {
            hash.Add(run);
        }

        foreach (var range in columns)
        {
            hash.Add(range);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>How some columns of a memory lie; null where the host does not know.</summary>
    /// <param name="held">The memory.</param>
    /// <param name="columns">Ranges of columns.</param>
    public static SlotLayout? Of(MemoryBlock held, IReadOnlyList<ColumnRange> columns) =>
        held.Runs is { } runs && runs.All(run => run is { Length: 0 } or { Position: not null }) ? new(runs, columns, held.Slots) : null;

    /// <inheritdoc/>
    public bool Equals(SlotLayout? other) =>
        other is not null && _slots == other._slots && _runs.SequenceEqual(other._runs) && _columns.SequenceEqual(other._columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SlotLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
