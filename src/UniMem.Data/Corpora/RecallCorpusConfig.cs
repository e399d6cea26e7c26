using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>Random blocks that repeat: from the second repetition on, every symbol can be known by whoever remembers one period back.</summary>
/// <remarks>
/// The first period costs ln(alphabet) nats a symbol whatever the model; the later ones cost nothing to a model whose memory and segment
/// reach further than the period, and ln(alphabet) to one that sees less than the period.
/// </remarks>
[Component("recall")]
public sealed record RecallCorpusConfig : SyntheticCorpusConfig
{
    /// <summary>Symbols of a block. At least 1.</summary>
    public int Period { get; init; } = 32;

    /// <summary>How often a document says its block. At least 2.</summary>
    public int Repeats { get; init; } = 2;

    /// <inheritdoc/>
    private protected override void Check(string path)
    {
        Between($"{path}.period", Period, 1);
        Between($"{path}.repeats", Repeats, 2);
    }

    /// <inheritdoc/>
    private protected override string Compose(Func<int, string> symbols) =>
        string.Concat(Enumerable.Repeat(symbols(Period), Repeats));
}
