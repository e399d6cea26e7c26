using System.Globalization;
using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>A stretch of positions in documents.</summary>
/// <param name="Start">The first, in tokens from the document's beginning.</param>
/// <param name="End">The one after the last; null where the stretch reaches to the document's end.</param>
public readonly record struct PositionBin(long Start, long? End)
{
    /// <summary>True for scores of this stretch.</summary>
    public bool Holds(DocumentScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return score.BinStart == Start && score.BinEnd == End;
    }

    /// <summary>For people: <c>16-31</c>, <c>1024 on</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}{(End is { } end ? $"\u2013{end - 1}" : " on")}");
}
