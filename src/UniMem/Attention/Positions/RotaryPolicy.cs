using TorchSharp;

namespace UniMem.Attention.Positions;

/// <summary>Scores by the scaled product of rotated queries and keys; derived policies say where each of them stands.</summary>
/// <param name="Rotary">The rotation.</param>
public abstract record RotaryPolicy(RotaryEmbedding Rotary) : IPositionPolicy
{
    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, SharedView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var (q_BHTD, k_BGSD) = Turned(query, keys);
        return Scores.Scaled(GroupedHeads.Product(q_BHTD, k_BGSD.transpose(-2, -1)), query);
    }

    /// <inheritdoc/>
    public ScaledProducts? Products(AttentionQuery query, SharedView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var (q_BHTD, k_BGSD) = Turned(query, keys);
        return new(q_BHTD, k_BGSD, Scores.Scale(query));
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, PerQueryView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var q_BHTD = Turn(query.Heads, QueryPlace(query)?.unsqueeze(1));
        var origin_B111 = query.Origin.unsqueeze(-1).unsqueeze(-1);
        var k_BHTKD = Turn(keys.Keys, KeyPlace(query, keys.Positions, keys.RankFromNewest, origin_B111));
        return Scores.Scaled(k_BHTKD.matmul(q_BHTD.unsqueeze(-1)).squeeze(-1), query);
    }

    /// <summary>Where queries stand, (B, T) relative to the segment's first token; null when they are not rotated.</summary>
    protected abstract torch.Tensor? QueryPlace(AttentionQuery query);

    /// <summary>Where keys stand, of the shape of their positions and relative to the segment's first token; null when they are not rotated.</summary>
    /// <param name="query">The queries.</param>
    /// <param name="positions">Index in the document.</param>
    /// <param name="rankFromNewest">How many keys of the row are newer; negative for the segment's own.</param>
    /// <param name="origin">Position of the segment's first token, broadcastable to <paramref name="positions"/>.</param>
    protected abstract torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin);

    private (torch.Tensor Queries, torch.Tensor Keys) Turned(AttentionQuery query, SharedView keys) => (
        Turn(query.Heads, QueryPlace(query)?.unsqueeze(1)),
        Turn(keys.Keys, KeyPlace(query, keys.Positions, keys.RankFromNewest, query.Origin)?.unsqueeze(1)));

    private torch.Tensor Turn(torch.Tensor x, torch.Tensor? places) => places is null ? x : Rotary.Rotate(x, places);
}
