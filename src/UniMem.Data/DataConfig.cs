using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data;

/// <summary>The <c>data</c> section of a run: what is read, and in which pieces.</summary>
public sealed record DataConfig
{
    /// <summary>The text; the novels of Jane Austen when nothing is said.</summary>
    public CorpusConfig Corpus { get; init; } = new AustenCorpusConfig();

    /// <summary>What cuts text into tokens; bytes when nothing is said.</summary>
    public TokenizerConfig Tokenizer { get; init; } = new ByteTokenizerConfig();
}
