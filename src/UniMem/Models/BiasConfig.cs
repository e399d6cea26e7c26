using UniMem.Components;

namespace UniMem.Models;

/// <summary>Where a learned bias follows a matrix product. Nowhere by default, as in Llama.</summary>
public sealed record BiasConfig
{
    /// <summary>Layers whose queries, keys and values have one.</summary>
    public LayerSelection Qkv { get; init; } = LayerSelection.None;

    /// <summary>Layers whose attention output has one.</summary>
    public LayerSelection Output { get; init; } = LayerSelection.None;

    /// <summary>Layers whose feed-forward products have one each.</summary>
    public LayerSelection FeedForward { get; init; } = LayerSelection.None;

    /// <summary>Whether the head has one, tied to the embedding or not.</summary>
    public bool Head { get; init; }
}
