using UniMem.Training;

namespace UniMem.Experiments.Probes;

/// <summary>Which probes are wanted.</summary>
public sealed record ProbeRequest
{
    /// <summary>What is made of every run where nothing is asked for in particular.</summary>
    public static ProbeRequest Default { get; } = new()
    {
        Memory = [MemoryUse.Off, MemoryUse.Other],
        Capacity = [new(0, false), new(0.5, true), new(2, true)],
        TopK = [new(0.5, true), new(2, true)],
        Window = [new(0.5, true), new(2, true)],
        Stride = [new(0.5, true), new(0.25, true)],
        MayHaveNone = true,
    };

    /// <summary>Whose memory is given instead of the document's own.</summary>
    public IReadOnlyList<MemoryUse> Memory { get; init; } = [];

    /// <summary>Slots that each memory holds; 0 empties it before every segment.</summary>
    public IReadOnlyList<ProbeValue> Capacity { get; init; } = [];

    /// <summary>Slots that each query picks, where a memory is read by top-k.</summary>
    public IReadOnlyList<ProbeValue> TopK { get; init; } = [];

    /// <summary>Tokens that each query sees, where a memory is read through a window.</summary>
    public IReadOnlyList<ProbeValue> Window { get; init; } = [];

    /// <summary>Tokens from the beginning of a segment to that of the next, where a model has no memory.</summary>
    public IReadOnlyList<ProbeValue> Stride { get; init; } = [];

    /// <summary>Whether what no run has is passed over; otherwise it is a mistake.</summary>
    public bool MayHaveNone { get; init; }
}
