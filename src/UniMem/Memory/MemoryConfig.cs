using UniMem.Components;

namespace UniMem.Memory;

/// <summary>One memory: its four parts, and the layers it serves.</summary>
public sealed record MemoryConfig
{
    /// <summary>The layers, or <c>output</c> for a memory that enters at the input and is written after the final norm.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.All;

    /// <summary>How a segment becomes memory.</summary>
    public required WriterConfig Write { get; init; }

    /// <summary>How much is kept, and what goes when it overflows.</summary>
    public required ManagerConfig Manage { get; init; }

    /// <summary>What a query gets to see.</summary>
    public required ReaderConfig Read { get; init; }

    /// <summary>Where it enters the network.</summary>
    public required InjectorConfig Inject { get; init; }
}
