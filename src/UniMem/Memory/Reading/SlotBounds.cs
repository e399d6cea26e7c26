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
            if (OfRow(row, first, length) is { } bounds)
            {
                all = all is null ? bounds : new(all.Distance.With(bounds.Distance), all.Key.With(bounds.Key), all.RankFromOldest.With(bounds.RankFromOldest));
            }
        }

        return all;
    }

    /// <summary>What is known of a run of one row's slots; null where it holds none of them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">First column.</param>
    /// <param name="length">Columns.</param>
    public SightBounds? OfRow(int row, long first, long length)
    {
        var (queries, from) = (_queries[row], (row * _slots) + first);
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

    /// <summary>Chunks of slots that a row holds whole: slots of consecutive positions, the first of them a multiple of the chunk's size.</summary>
    /// <param name="row">The row.</param>
    /// <param name="size">Slots of a chunk.</param>
    public IEnumerable<IndexedChunk> Chunks(int row, long size)
    {
        for (var column = 0L; column + size <= _slots; column++)
        {
            if (_positions[(row * _slots) + column] % size == 0 && Unbroken((row * _slots) + column, size))
            {
                yield return new(row, column, _positions[(row * _slots) + column] / size);
                column += size - 1;
            }
        }
    }

    private bool Unbroken(long from, long length)
    {
        for (var i = from; i < from + length; i++)
        {
            if (!_valid[i] || _positions[i] != _positions[from] + i - from)
            {
                return false;
            }
        }

        return true;
    }

    private static T[] Values<T>(torch.Tensor x) where T : unmanaged => x.cpu().contiguous().data<T>().ToArray();
}
