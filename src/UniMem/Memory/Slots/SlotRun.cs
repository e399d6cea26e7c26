namespace UniMem.Memory;

/// <summary>The columns that one row holds, side by side, as known on the host without asking the device.</summary>
/// <param name="Start">First column.</param>
/// <param name="Length">Columns; 0 when the row holds nothing.</param>
/// <param name="Position">
/// Index in the document of the first slot's token, where each further slot is of the next token; null where that is not so or not known.
/// </param>
public readonly record struct SlotRun(long Start, long Length, long? Position = null)
{
    /// <summary>The column behind the last.</summary>
    public long End => Start + Length;

    /// <summary>The part that lies in a range of columns, counted from its beginning.</summary>
    /// <param name="start">First column of the range.</param>
    /// <param name="length">Columns of the range.</param>
    public SlotRun Within(long start, long length)
    {
        var (first, end) = (Math.Max(Start, start), Math.Min(End, start + length));
        return end > first ? new(first - start, end - first, Position + (first - Start)) : default;
    }

    /// <summary>The newest slots.</summary>
    /// <param name="count">How many, at least 0; all when there are fewer.</param>
    public SlotRun Newest(long count) => count >= Length ? this : new(End - count, count, Position + (Length - count));
}
