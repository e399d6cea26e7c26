using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>Where the valid slots of a memory lie, and where queries lie from them.</summary>
internal sealed class SlotBounds
{
    private readonly bool[] _valid;
    private readonly long[] _positions;
    private readonly long[] _fromOldest;
    private readonly Bounds[] _queries;
    private readonly long _slots;

    /// <param name="held">The memory.</param>
    /// <param name="fromOldest_BM">Ranks of its slots.</param>
    /// <param name="query">Who asks.</param>
    public SlotBounds(MemoryBlock held, torch.Tensor fromOldest_BM, AttentionQuery query)
    {
        (_valid, _positions, _fromOldest, _slots) = (Values<bool>(held.Valid), Values<long>(held.Positions), Values<long>(fromOldest_BM), held.Slots);
        _queries = [.. Values<long>(query.Positions).Chunk((int)query.Positions.shape[1]).Select(row => new Bounds(row.Min(), row.Max()))];
    }

    /// <summary>What is known of a run of slots; null where no row holds any of them.</summary>
    /// <param name="first">First column.</param>
    /// <param name="length">Columns.</param>
    public SightBounds? Of(long first, long length)
    {
        SightBounds? all = null;
        for (var row = 0; row < _queries.Length; row++)
        {
            if (OfRow(_queries[row], (row * _slots) + first, length) is { } bounds)
            {
                all = all is null ? bounds : new(all.Distance.With(bounds.Distance), all.Key.With(bounds.Key), all.RankFromOldest.With(bounds.RankFromOldest));
            }
        }

        return all;
    }

    private SightBounds? OfRow(Bounds queries, long from, long length)
    {
        var (keys, ranks) = (Bounds.Nothing, Bounds.Nothing);
        for (var i = from; i < from + length; i++)
        {
            if (_valid[i])
            {
                keys = keys.With(new(_positions[i], _positions[i]));
                ranks = ranks.With(new(_fromOldest[i], _fromOldest[i]));
            }
        }

        return keys == Bounds.Nothing ? null : new(new(queries.Least - keys.Greatest, queries.Greatest - keys.Least), keys, ranks);
    }

    private static T[] Values<T>(torch.Tensor x) where T : unmanaged => x.contiguous().data<T>().ToArray();
}
