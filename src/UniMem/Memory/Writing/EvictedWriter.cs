using UniMem.Components;
using UniMem.Models;

namespace UniMem.Memory.Writing;

/// <summary>Writes what an earlier memory of the same layer lets go of.</summary>
/// <remarks>
/// Source: the two queues of the Compressive Transformer (Rae et al. 2020, arXiv:1911.05507, section 3.1); lucidrains' Memorizing Transformer
/// searches what leaves its cache.
/// </remarks>
[Component("evicted")]
public sealed record EvictedWriterConfig : WriterConfig
{
    /// <summary>Name of the memory whose slots these were. It stands before this one and serves the same layers.</summary>
    public required string From { get; init; }

    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Earlier.TryGetValue(From, out var source)
            ? new EvictedWriter(From, source.Writer)
            : throw context.At("from").Wrong($"there is no memory '{From}' before this one at "
                + (context.Layer is { } layer ? $"layer {layer}" : "the output") + "; memories are written in the order of the file.");
    }
}

/// <inheritdoc cref="EvictedWriterConfig"/>
/// <param name="from">Name of the memory whose slots these were.</param>
/// <param name="source">What had written them there.</param>
public sealed class EvictedWriter(string from, IMemoryWriter source) : IMemoryWriter
{
    /// <inheritdoc/>
    public SlotShape Held => source.Held;

    /// <inheritdoc/>
    public SlotShape Recalled => source.Recalled;

    /// <inheritdoc/>
    public MemoryBlock? Write(LayerActivations layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Turnovers.GetValueOrDefault(from)?.Evicted;
    }

    /// <inheritdoc/>
    public MemoryBlock Recall(MemoryBlock held, IKeyValueProjection layer) => source.Recall(held, layer);
}
