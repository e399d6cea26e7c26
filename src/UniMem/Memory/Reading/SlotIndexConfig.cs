using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>Approximate search: a query is compared with slots of the likeliest lists only.</summary>
/// <remarks>
/// <para>
/// Source: inverted files (Jegou et al. 2011, doi 10.1109/TPAMI.2010.57, section 4), probed by inner product. Departs from them in that lists are
/// made for each chunk of a document on its own, when it is complete: slots come and go without any list being made anew, and what is found
/// is a function of the slots held, so that a resumed run finds what the other one would have.
/// </para>
/// <para>
/// Slots of incomplete chunks, of chunks that lost a slot, and of chunks where a pattern hides something are compared one by one. An index
/// holds a copy of the keys that it knows, in float32. Larger chunks make lists that tell more, and leave more slots in none. Where keys
/// change with the weights, as those of the writer <c>hidden</c> do in training, lists are made anew at every reading, which costs as much
/// as an exact search. What it saves, and where it saves nothing: <c>experiments/approximate-search</c>.
/// </para>
/// </remarks>
public sealed record SlotIndexConfig
{
    /// <summary>Slots of a chunk, counted by their positions. At least 2.</summary>
    public long Chunk { get; init; } = 4096;

    /// <summary>Lists of a chunk. At least 2 and at most its slots.</summary>
    public long Lists { get; init; } = 64;

    /// <summary>Lists that a query and head looks into, of those of all chunks. At least 1.</summary>
    public required long Probes { get; init; }

    /// <summary>Builds the index of one reader.</summary>
    /// <param name="context">Where the setting stands.</param>
    /// <exception cref="ConfigurationException">A number is out of range.</exception>
    internal SlotIndex Build(BuildContext context) =>
        Chunk < 2 ? throw context.At("chunk").Wrong($"{Chunk} is out of range; write at least 2 slots.")
        : Lists < 2 || Lists > Chunk ? throw context.At("lists").Wrong($"{Lists} is out of range; write from 2 to {Chunk}, the slots of a chunk.")
        : Probes < 1 ? throw context.At("probes").Wrong($"{Probes} is out of range; write at least 1 list.")
        : new SlotIndex(this, context);
}
