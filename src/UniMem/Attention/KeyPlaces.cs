using TorchSharp;

namespace UniMem.Attention;

/// <summary>Where keys stand in their documents and in memory, worked out when somebody asks.</summary>
/// <param name="layout">Equal for keys of one segment that stand alike; null where the host does not know how they stand.</param>
/// <param name="positions">Works out positions, (B, S) int64.</param>
/// <param name="ranks">Works out how many keys are newer, (B, S) int64.</param>
internal sealed class KeyPlaces(object? layout, Func<torch.Tensor> positions, Func<torch.Tensor> ranks)
{
    private readonly Lazy<torch.Tensor> _positions = new(positions, LazyThreadSafetyMode.None);
    private readonly Lazy<torch.Tensor> _ranks = new(ranks, LazyThreadSafetyMode.None);

    /// <summary>Equal for keys of one segment that stand alike; null where the host does not know how they stand.</summary>
    public object? Layout => layout;

    /// <summary>(B, S) int64: index in the document.</summary>
    public torch.Tensor Positions => _positions.Value;

    /// <summary>(B, S) int64: how many keys of the row are newer.</summary>
    public torch.Tensor RankFromNewest => _ranks.Value;

    /// <summary>A run of the keys.</summary>
    public KeyPlaces Narrow(long start, long length) => new(
        layout is null ? null : (layout, start, length), () => Positions.narrow(1, start, length), () => RankFromNewest.narrow(1, start, length));

    /// <summary>Some of the keys.</summary>
    /// <param name="columns">Their places, int64.</param>
    /// <param name="which">Equal where the same columns are picked; null where nobody knows.</param>
    public KeyPlaces Pick(torch.Tensor columns, object? which) => new(
        layout is null || which is null ? null : (layout, which), () => Positions.index_select(1, columns), () => RankFromNewest.index_select(1, columns));

    /// <summary>These keys and others that follow.</summary>
    public KeyPlaces Append(KeyPlaces next) => new(
        layout is null || next.Layout is null ? null : (layout, next.Layout),
        () => torch.cat([Positions, next.Positions], 1), () => torch.cat([RankFromNewest, next.RankFromNewest], 1));
}
