using UniMem.Components;

namespace UniMem.Memory;

/// <summary>One memory: its four parts, and the layers it serves.</summary>
public sealed record MemoryConfig
{
    /// <summary>The layers, or <c>output</c> for a memory that enters at the input and is written after the final norm.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.All;

    /// <summary>
    /// Whether what is written carries no gradient to the segment that wrote it, as in Transformer-XL, however many segments a training step
    /// covers. Parts that read, such as the projection of hidden states, learn all the same.
    /// </summary>
    public bool StopGradient { get; init; }

    /// <summary>
    /// In which type slots are held from one training step, or evaluated segment, to the next: <c>bfloat16</c> or <c>int8</c>, with a scale for
    /// each slot and head. They are read in the type they were computed in, and slots of the step's own segments are not rounded, so that
    /// gradients are not. That same type when left out.
    /// </summary>
    public SlotType? Dtype { get; init; }

    /// <summary>How a segment becomes memory.</summary>
    public required WriterConfig Write { get; init; }

    /// <summary>How much is kept, and what goes when it overflows.</summary>
    public required ManagerConfig Manage { get; init; }

    /// <summary>What a query gets to see.</summary>
    public required ReaderConfig Read { get; init; }

    /// <summary>Where it enters the network.</summary>
    public required InjectorConfig Inject { get; init; }
}
