namespace UniMem.Training;

/// <summary>Cuts documents by position: a bin from each edge to the next, the last one open.</summary>
/// <param name="edges">Upper edges in tokens, ascending, above 0.</param>
public sealed class PositionBins(IReadOnlyList<long> edges)
{
    /// <summary>How many bins there are: one more than edges.</summary>
    public int Count => edges.Count + 1;

    /// <summary>First position of a bin, in tokens from the document's first.</summary>
    public long Start(int bin) => bin == 0 ? 0 : edges[bin - 1];

    /// <summary>First position after a bin; null for the last, which has no end.</summary>
    public long? End(int bin) => bin < edges.Count ? edges[bin] : null;

    /// <summary>The bin in which a position lies.</summary>
    public int Of(long position)
    {
        var bin = 0;
        while (bin < edges.Count && position >= edges[bin])
        {
            bin++;
        }

        return bin;
    }
}
