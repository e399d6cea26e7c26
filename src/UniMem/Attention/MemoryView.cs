using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace UniMem.Attention;

/// <summary>Keys and values that queries may look at, and which query may look at which.</summary>
public abstract record MemoryView
{
    /// <summary>Scores under the query's policy, (B, H, T, S), not yet masked.</summary>
    public abstract torch.Tensor Score(AttentionQuery query);

    /// <summary>Sum of values by weight, (B, H, T, D).</summary>
    /// <param name="weights_BHTS">(B, H, T, S).</param>
    public abstract torch.Tensor Weigh(torch.Tensor weights_BHTS);

    /// <summary>Bool, broadcastable to (B, H, T, S): which query sees which key.</summary>
    public required torch.Tensor Visible { get; init; }
}

/// <summary>One set of keys for all queries.</summary>
public sealed record SharedView : MemoryView
{
    private readonly KeyPlaces? _places;
    private readonly torch.Tensor? _positions;
    private readonly torch.Tensor? _ranks;

    /// <summary>Keys whose places are told by their tensors.</summary>
    public SharedView()
    {
    }

    /// <param name="places">Where the keys stand.</param>
    /// <param name="keys">(B, G, S, D), unrotated.</param>
    /// <param name="values">(B, G, S, D).</param>
    /// <param name="visible">Bool, broadcastable to (B, H, T, S).</param>
    [SetsRequiredMembers]
    internal SharedView(KeyPlaces places, torch.Tensor keys, torch.Tensor values, torch.Tensor visible)
    {
        (Positions, RankFromNewest) = (null!, null!);   // the places work them out
        (_places, Keys, Values, Visible) = (places, keys, values, visible);
    }

    /// <summary>(B, G, S, D), unrotated.</summary>
    public required torch.Tensor Keys { get; init; }

    /// <summary>(B, G, S, D).</summary>
    public required torch.Tensor Values { get; init; }

    /// <summary>(B, S) int64: index in the document.</summary>
    public required torch.Tensor Positions
    {
        get => _positions ?? _places!.Positions;
        init => _positions = value;
    }

    /// <summary>(B, S) int64: how many keys of the row are newer. Negative and growing away from zero for the segment's own tokens.</summary>
    public required torch.Tensor RankFromNewest
    {
        get => _ranks ?? _places!.RankFromNewest;
        init => _ranks = value;
    }

    /// <summary>How many of the last keys are the segment's own: all T of them, or 0 for memory.</summary>
    public long Own { get; init; }

    /// <summary>Whether these are the newest keys without a gap, so that a column's distance from the last one is that of its token.</summary>
    public bool Unbroken { get; init; } = true;

    /// <summary>What is known of <see cref="MemoryView.Visible"/> without looking.</summary>
    public Shown Shown { get; init; }

    /// <inheritdoc/>
    public override torch.Tensor Score(AttentionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Score(this);
    }

    /// <inheritdoc/>
    public override torch.Tensor Weigh(torch.Tensor weights_BHTS) => GroupedHeads.Product(weights_BHTS, Values);

    /// <summary>Both sets of keys as one; <paramref name="masks"/> says whether their masks must be joined too.</summary>
    /// <param name="next">Keys that follow.</param>
    /// <param name="masks">The joined mask, broadcastable to (B, H, T, S + S').</param>
    public SharedView Append(SharedView next, torch.Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(Places.Append(next.Places), torch.cat([Keys, next.Keys], 2), torch.cat([Values, next.Values], 2), masks)
        {
            Own = next.Own,
            Unbroken = Unbroken && next.Unbroken,
        };
    }

    /// <summary>A run of keys.</summary>
    /// <param name="start">First key.</param>
    /// <param name="length">Keys.</param>
    public SharedView Narrow(long start, long length) => Each(Places.Narrow(start, length), (tensor, axis) => tensor.narrow(axis, start, length)) with
    {
        Unbroken = Unbroken && start + length == Keys.shape[2],
    };

    /// <summary>Some of the keys.</summary>
    /// <param name="columns">Their places along S, int64.</param>
    public SharedView Pick(torch.Tensor columns) => Pick(columns, which: null);

    /// <summary>Some of the keys.</summary>
    /// <param name="columns">Their places along S, int64.</param>
    /// <param name="which">Equal where the same columns are picked; null where nobody knows.</param>
    internal SharedView Pick(torch.Tensor columns, object? which) =>
        Each(Places.Pick(columns, which), (tensor, axis) => tensor.index_select(axis, columns)) with { Unbroken = false };

    /// <summary>Where the keys stand.</summary>
    internal KeyPlaces Places => _positions is null && _ranks is null ? _places! : new(null, () => Positions, () => RankFromNewest);

    private SharedView Each(KeyPlaces places, Func<torch.Tensor, long, torch.Tensor> change) =>
        new(places, change(Keys, 2), change(Values, 2), change(Visible, 3))
        {
            Own = Own,
            Unbroken = Unbroken,
            Shown = Shown == Shown.Everything ? Shown : Shown.AsMasked,
        };

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"SharedView({string.Join(" x ", Keys.shape)})";
}
