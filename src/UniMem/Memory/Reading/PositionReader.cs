using TorchSharp;
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
/// <remarks>Slots that no query of any row sees are left out before anything is scored, so a window costs its own size, not the memory's.</remarks>
/// <param name="pattern">Which query sees which slot.</param>
public sealed class PositionReader(AttentionPattern pattern) : IMemoryReader
{
    /// <inheritdoc/>
    public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query)
    {
        var all = SlotSight.View(held, query, pattern);
        var seen = Seen(all);
        return seen.Length == 0 ? []
            : seen.Length == held.Slots ? [all]
            : seen[^1] - seen[0] == seen.Length - 1 ? [all.Narrow(seen[0], seen.Length)]
            : [all.Pick(torch.tensor(seen, device: held.Valid.device))];
    }

    /// <inheritdoc/>
    public ReadCost Cost(long slots, QuerySpan queries) => new(Compared: 0, Attended: Seen(SlotSight.Full(slots, queries, pattern)).Length);

    /// <summary>The columns that some query sees, ascending.</summary>
    private static long[] Seen(SharedView view) => view.Visible.flatten(0, 2).any(0).nonzero().cpu().data<long>().ToArray();
}
