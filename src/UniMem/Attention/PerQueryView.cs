using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using UniMem.Memory.Reading;

namespace UniMem.Attention;

/// <summary>Each query's own keys, as similarity search finds them.</summary>
/// <remarks>A view of slots of a table copies them, each time that they are asked for: kernels attend to them where they stand.</remarks>
public sealed record PerQueryView : MemoryView
{
    private readonly torch.Tensor? _keys;
    private readonly torch.Tensor? _values;
    private readonly torch.Tensor? _positions;
    private readonly torch.Tensor? _ranks;
    private readonly SlotPicks? _source;

    /// <summary>Keys and values that stand in no table.</summary>
    public PerQueryView()
    {
    }

    /// <param name="picks">Which slots of which table.</param>
    /// <param name="visible">Bool, (B, H, T, K): which of them a query sees.</param>
    [SetsRequiredMembers]
    public PerQueryView(SlotPicks picks, torch.Tensor visible)
    {
        (Keys, Values, Positions, RankFromNewest) = (null!, null!, null!, null!);   // no copies of their own: the source makes them
        (Picks, _source, Visible) = (picks, picks, visible);
    }

    /// <summary>Where the keys and values stand; null where they stand in no table.</summary>
    public SlotPicks? Picks { get; private init; }

    /// <summary>(B, H, T, K, D), unrotated.</summary>
    public required torch.Tensor Keys
    {
        get => _keys ?? _source!.Of(_source.Table.Keys);
        init => (_keys, Picks) = (value, null);
    }

    /// <summary>(B, H, T, K, D).</summary>
    public required torch.Tensor Values
    {
        get => _values ?? _source!.Of(_source.Table.Values);
        init => (_values, Picks) = (value, null);
    }

    /// <summary>(B, H, T, K) int64: index in the document.</summary>
    public required torch.Tensor Positions
    {
        get => _positions ?? _source!.OfRows(_source.Table.Positions);
        init => (_positions, Picks) = (value, null);
    }

    /// <summary>(B, H, T, K) int64: how many keys of the row are newer.</summary>
    public required torch.Tensor RankFromNewest
    {
        get => _ranks ?? _source!.OfRows(_source.Table.RankFromNewest);
        init => (_ranks, Picks) = (value, null);
    }

    /// <inheritdoc/>
    public override torch.Tensor Score(AttentionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Score(this);
    }

    /// <inheritdoc/>
    public override torch.Tensor Weigh(torch.Tensor weights_BHTS)
    {
        ArgumentNullException.ThrowIfNull(weights_BHTS);
        return weights_BHTS.unsqueeze(-2).matmul(Values).squeeze(-2);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"PerQueryView({string.Join(" x ", (Picks?.Columns ?? Positions).shape)})";
}
