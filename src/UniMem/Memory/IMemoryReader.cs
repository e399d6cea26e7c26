using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory.Reading;

namespace UniMem.Memory;

/// <summary>Memory reading: selects what the queries get to see, by position or by similarity.</summary>
public interface IMemoryReader
{
    /// <summary>What each query sees of the slots held.</summary>
    /// <returns>Zero or more disjoint views; none when there is nothing to read.</returns>
    IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query);

    /// <summary>What reading costs, once the memory is full.</summary>
    /// <param name="slots">Slots held.</param>
    /// <param name="queries">The queries of a segment.</param>
    ReadCost Cost(long slots, QuerySpan queries);

    /// <summary>The indexes that it searches approximately; none where it searches exactly or not at all.</summary>
    IReadOnlyList<SlotIndex> Indexes => [];
}

/// <summary>The queries of a segment.</summary>
/// <param name="Before">How many stand before the segment's first token: memory tokens.</param>
/// <param name="Length">All of them.</param>
public readonly record struct QuerySpan(long Before, long Length);

/// <summary>Slots touched for one query and head when reading.</summary>
/// <param name="Compared">Slots whose key is compared in order to select.</param>
/// <param name="Attended">Slots whose key is scored and whose value is weighed.</param>
public readonly record struct ReadCost(long Compared, long Attended)
{
    /// <summary>The sum of two costs.</summary>
    public static ReadCost operator +(ReadCost left, ReadCost right) =>
        new(left.Compared + right.Compared, left.Attended + right.Attended);
}

/// <summary>Kind of component: memory reading, which selects what queries get to see.</summary>
public abstract record ReaderConfig : ComponentConfig
{
    /// <summary>Builds the reader of one memory at one layer. A reader that learns is an <c>nn.Module</c>.</summary>
    public abstract IMemoryReader Build(BuildContext context);
}
