using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tokenizers;

/// <summary>Byte-pair encoding over bytes, learned from the training split.</summary>
/// <remarks>
/// Source: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016, arXiv:1508.07909, section 3.2;
/// on bytes instead of characters as in Radford et al. 2019, section 2.2, so every text can be encoded. Tokens 0..255 are the bytes, each
/// further one joins two earlier ones. Of pairs that are equally frequent, the one with the smaller tokens is joined first. There are no
/// special tokens.
/// </remarks>
[Component("bpe")]
public sealed record BytePairConfig : TokenizerConfig
{
    /// <summary>Number of different tokens, bytes included. From 257 to 1,000,000.</summary>
    public int VocabularySize { get; init; } = 2048;

    /// <inheritdoc/>
    public override ITokenizer Train(IEnumerable<Document> train, string path)
    {
        if (VocabularySize is < 257 or > 1_000_000)
        {
            throw new ConfigurationException($"{path}.vocabulary_size", FormattableString.Invariant(
                $"is {VocabularySize}; it goes from 257 (one merge) to 1000000. For bytes alone write type: bytes."));
        }

        var tokenizer = new BytePairTokenizer(BytePairTrainer.Learn(train.Select(document => document.Text), VocabularySize - 256));
        return tokenizer.VocabularySize == VocabularySize
            ? tokenizer
            : throw new ConfigurationException($"{path}.vocabulary_size", FormattableString.Invariant(
                $"is {VocabularySize}, but the training split has only enough repeated pairs for {tokenizer.VocabularySize}; ")
                + "lower it, or train on more text.");
    }

    /// <inheritdoc/>
    public override ITokenizer FromJson(string json)
    {
        var saved = TokenizerJson.Read<Saved>(json);
        if (saved.Type != Type || saved.Pattern != WordPattern.Text)
        {
            throw new FormatException(saved.Type != Type ? "It is not of type 'bpe'." : "It cuts words by another pattern than this program.");
        }

        var tokenizer = new BytePairTokenizer([.. saved.Merges.Select(Pair)]);
        return tokenizer.VocabularySize == VocabularySize
            ? tokenizer
            : throw new FormatException(FormattableString.Invariant(
                $"It has {tokenizer.VocabularySize} tokens where the configuration asks for {VocabularySize}."));
    }

    private static (int Left, int Right) Pair(int[] merge, int index) =>
        merge is [var left, var right] && left >= 0 && right >= 0 && left < 256 + index && right < 256 + index
            ? (left, right)
            : throw new FormatException(FormattableString.Invariant($"Merge {index} does not join two tokens before it."));

    internal sealed record Saved(string Type, string Pattern, int[][] Merges);
}
