using UniMem.Attention;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Reads what several readers read. What two of them choose counts twice: keep them apart with patterns.</summary>
/// <remarks>Source: UniMix (Fang et al. 2024, arXiv:2402.03009): a window and global slots by position, and top-k among the rest.</remarks>
[Component("union")]
public sealed record UnionReaderConfig : ReaderConfig
{
    /// <summary>The readers, at least one.</summary>
    public required IReadOnlyList<ReaderConfig> Readers { get; init; }

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Readers.Count > 0
            ? new UnionReader([.. Readers.Select((reader, i) => reader.Build(context.At($"readers[{i}]")))])
            : throw context.At("readers").Wrong("the list is empty; name at least one reader.");
    }
}

/// <inheritdoc cref="UnionReaderConfig"/>
/// <param name="readers">The readers.</param>
public sealed class UnionReader(IReadOnlyList<IMemoryReader> readers) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query) =>
        [.. readers.SelectMany(reader => reader.Read(held, query))];

    /// <inheritdoc/>
    public IReadOnlyList<SlotIndex> Indexes => [.. readers.SelectMany(reader => reader.Indexes)];

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries) =>
        readers.Aggregate(default(ReadCost), (sum, reader) => sum + reader.Cost(slots, queries));
}
