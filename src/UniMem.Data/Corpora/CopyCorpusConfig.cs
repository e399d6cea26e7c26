using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>A random block, full stops, a mark, and the block again: to copy it, something must carry it over the gap.</summary>
/// <remarks>
/// A document is <c>length</c> symbols, <c>gap</c> times <c>.</c>, one <c>&gt;</c>, and the same symbols. With <c>length + gap</c> = the
/// segment, the mark is the first token of the second segment, and every copied symbol is a target of that segment: only what was carried
/// over one border can tell them. Copied symbols stand at positions <c>length + gap + 1</c> and after.
/// </remarks>
[Component("copy")]
public sealed record CopyCorpusConfig : SyntheticCorpusConfig
{
    /// <summary>Symbols to copy. At least 1.</summary>
    public int Length { get; init; } = 8;

    /// <summary>Full stops between the block and the mark. At least 0.</summary>
    public int Gap { get; init; } = 8;

    /// <inheritdoc/>
    private protected override void Check(string path)
    {
        Between($"{path}.length", Length, 1);
        Between($"{path}.gap", Gap, 0);
    }

    /// <inheritdoc/>
    private protected override string Compose(Func<int, string> symbols)
    {
        var block = symbols(Length);
        return $"{block}{new string('.', Gap)}>{block}";
    }
}
