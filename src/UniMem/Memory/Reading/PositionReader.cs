using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Reads the slots that a pattern of positions shows.</summary>
[Component("positions")]
public sealed record PositionReaderConfig : ReaderConfig
{
    /// <summary>Which query sees which slot.</summary>
    public required AttentionPattern Pattern { get; init; }

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new PositionReader(Pattern.Bind(context.At("pattern")));
    }
}

/// <inheritdoc cref="PositionReaderConfig"/>
/// <param name="pattern">Which query sees which slot.</param>
public sealed class PositionReader(AttentionPattern pattern) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query) => [SlotSight.View(held, query, pattern)];

    /// <inheritdoc/>
    public ReadCost Cost(long slots) => new(Compared: 0, Attended: slots);
}
