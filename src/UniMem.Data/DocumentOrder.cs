namespace UniMem.Data;

/// <summary>Which document comes when. A pure function of the count so far, so that a place in it is one number.</summary>
internal abstract class DocumentOrder
{
    /// <summary>Index of the document that comes after <paramref name="taken"/> others; -1 when there is none.</summary>
    public abstract int At(long taken);
}

/// <summary>Chosen documents, each once.</summary>
internal sealed class OnceOrder(IReadOnlyList<int> documents) : DocumentOrder
{
    /// <inheritdoc/>
    public override int At(long taken) => taken < documents.Count ? documents[(int)taken] : -1;
}

/// <summary>Chosen documents again and again, in a new order each epoch.</summary>
internal sealed class ShuffledOrder(IReadOnlyList<int> documents, long seed) : DocumentOrder
{
    private (long Number, int[] Order) _epoch = (-1, []);

    /// <inheritdoc/>
    public override int At(long taken)
    {
        var (number, index) = Math.DivRem(taken, documents.Count);
        if (number != _epoch.Number)
        {
            _epoch = (number, Shuffle(number));
        }

        return _epoch.Order[index];
    }

    private int[] Shuffle(long epoch)
    {
        var random = SplitMix.For(seed, epoch);
        int[] order = [.. documents];
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
