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
        var products = Products(query, keys)!;
        return Scores.Scaled(GroupedHeads.Product(products.Queries, products.Keys.transpose(-2, -1)), query);
    }

    /// <inheritdoc/>
    public ScaledProducts? Products(AttentionQuery query, SharedView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        return new(
            Turned(query, query.Heads, SegmentTables.Asking, () => QueryPlace(query)),
            Turned(query, keys.Keys, keys.Places.Layout, () => KeyPlace(query, keys.Positions, keys.RankFromNewest, query.Origin)),
            Scores.Scale(query));
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, PerQueryView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var q_BHTD = Turned(query, query.Heads, SegmentTables.Asking, () => QueryPlace(query)).Turned;
        var origin_B111 = query.Origin.unsqueeze(-1).unsqueeze(-1);
        var places_BHTK = KeyPlace(query, keys.Positions, keys.RankFromNewest, origin_B111);
        var k_BHTKD = places_BHTK is null ? keys.Keys : Rotary.Rotate(keys.Keys, places_BHTK);
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

    /// <param name="query">Knows what the segment's layers have in common.</param>
    /// <param name="heads">(B, H, S, D).</param>
    /// <param name="layout">Equal where others of the segment stand alike; null where nobody knows.</param>
    /// <param name="places">Where they stand, (B, S); null when they are not rotated.</param>
    private TurnedHeads Turned(AttentionQuery query, torch.Tensor heads, object? layout, Func<torch.Tensor?> places)
    {
        Turn? To() => places() is { } places_BS ? Rotary.To(places_BS.unsqueeze(1), heads) : null;
        return query.Tables is { } tables && layout is not null
            ? tables.Turned(heads, tables.Turn(this, layout, heads.dtype, To), query.Kernel)
            : new(heads, To(), query.Kernel);
    }
}
