using System.Collections.Immutable;
using TorchSharp;

namespace UniMem.Memory;

/// <summary>Attention that the keys of a layer received from the queries of one segment, as a mean over heads and a sum over queries.</summary>
/// <remarks>Padding asks nothing. What several softmaxes gave counts as their merged output weighs it; a gate's softmax counts in full.</remarks>
/// <param name="Own">(B, T) in the precise type: the segment's own keys.</param>
/// <param name="Memories">(B, M) in the precise type, by the name of the memory: its slots; 0 where not valid.</param>
public sealed record ReceivedAttention(torch.Tensor Own, ImmutableDictionary<string, torch.Tensor> Memories)
{
    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"ReceivedAttention({string.Join(" x ", Own.shape)}; {string.Join(", ", Memories.Keys.Order(StringComparer.Ordinal))})";
}
