using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>What corpora of random symbols have in common.</summary>
/// <remarks>
/// Symbols are the first <see cref="Alphabet"/> of the lower-case letters, upper-case letters and digits, so a byte tokenizer sees one token a
/// symbol. A document depends on the seed, its split and its number only: more documents leave the earlier ones as they were.
/// </remarks>
public abstract record SyntheticCorpusConfig : CorpusConfig
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>Different symbols, each as likely as any other. From 2 to 62.</summary>
    public int Alphabet { get; init; } = 16;

    /// <summary>Documents to train on. At least 1.</summary>
    public int Train { get; init; } = 4096;

    /// <summary>Documents to validate on. At least 1.</summary>
    public int Validation { get; init; } = 64;

    /// <summary>Documents to test on. At least 1.</summary>
    public int Test { get; init; } = 64;

    /// <summary>Seed of the symbols, independent of the run's. Any whole number.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    public sealed override ICorpus Build(string path)
    {
        Between($"{path}.alphabet", Alphabet, 2, Letters.Length);
        Between($"{path}.train", Train, 1);
        Between($"{path}.validation", Validation, 1);
        Between($"{path}.test", Test, 1);
        Check(path);
        return new ListCorpus(Documents(Split.Train, Train), Documents(Split.Validation, Validation), Documents(Split.Test, Test));
    }

    /// <summary>Checks the settings of the derived corpus.</summary>
    private protected abstract void Check(string path);

    /// <summary>The text of one document.</summary>
    /// <param name="symbols">Draws a block of so many random symbols.</param>
    private protected abstract string Compose(Func<int, string> symbols);

    /// <summary>Refuses a number out of range.</summary>
    private protected static void Between(string key, int value, int least, int most = int.MaxValue)
    {
        if (value < least || value > most)
        {
            throw new ConfigurationException(key, most == int.MaxValue
                ? FormattableString.Invariant($"is {value}; at least {least} is needed.")
                : FormattableString.Invariant($"is {value}; it goes from {least} to {most}."));
        }
    }

    private IEnumerable<Document> Documents(Split split, int count) => Enumerable.Range(0, count).Select(index =>
    {
        var random = SplitMix.For(Seed, ((long)split << 32) + index);
        var text = Compose(length => string.Create(length, 0, (block, _) =>
        {
            foreach (ref var symbol in block)
            {
                symbol = Letters[random.Next(Alphabet)];
            }
        }));
        return new Document(FormattableString.Invariant($"{Type}/{split}/{index + 1}").ToLowerInvariant(), text);
    });
}
