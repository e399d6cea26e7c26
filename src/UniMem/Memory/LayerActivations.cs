using System.Collections.Immutable;
using TorchSharp;

namespace UniMem.Memory;

/// <summary>What a layer shows its writers once it has read.</summary>
/// <param name="Stream">The stream as it left the layer (after the final norm, for memories placed at <c>output</c>).</param>
/// <param name="Input">(B, T, E): the stream as it entered the layer, before its norm.</param>
/// <param name="Keys">(B, G, T, D), unrotated; null at <c>output</c>, where there are none.</param>
/// <param name="Values">(B, G, T, D); null at <c>output</c>.</param>
public sealed record LayerActivations(
    ResidualStream Stream,
    torch.Tensor Input,
    torch.Tensor? Keys,
    torch.Tensor? Values)
{
    /// <summary>(B, H, T, D), unrotated: what the layer asked with; null at <c>output</c>.</summary>
    public torch.Tensor? Queries { get; init; }

    /// <summary>What makes keys and values of hidden states in this layer; null at <c>output</c>.</summary>
    public IKeyValueProjection? Projection { get; init; }

    /// <summary>Attention that the layer's keys received; null where no manager looks at it.</summary>
    public ReceivedAttention? Received { get; init; }

    /// <summary>Losses that parts have of their own; null where nothing is learned from this segment.</summary>
    public AuxiliaryLosses? Losses { get; init; }

    /// <summary>What the writing of earlier memories of this layer has changed, by name.</summary>
    public ImmutableDictionary<string, Turnover> Turnovers { get; init; } = ImmutableDictionary<string, Turnover>.Empty;
}
