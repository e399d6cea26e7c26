using System.Text;
using NUnit.Framework;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What a tokenizer promises. Inherit it with one line, <c>public sealed class MyTests : TokenizerContract&lt;MyConfig&gt;;</c>, or with an override
/// of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The tokenizer's configuration record.</typeparam>
public abstract class TokenizerContract<TConfig> : ConfigContract<TConfig>
    where TConfig : TokenizerConfig
{
    private ITokenizer? _trained;

    /// <summary>Text to train on. A few hundred English words, unless overridden.</summary>
    protected virtual IEnumerable<Document> TrainingText { get; } = Enumerable.Range(0, 20).Select(number => new Document(
        FormattableString.Invariant($"text/{number}"),
        "It is a truth universally acknowledged, that the rain that fell on the hills ran to the sea; and the sea, said the old man, was never full. "
        + FormattableString.Invariant($"He said so {number} times.\n"))).ToList();

    /// <summary>The tokenizer does not throw.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Tokenizer_OfAnyText_DoesNotThrow() => Try("exception-thrown", (tokenizer, text) => tokenizer.Decode(tokenizer.Encode(text)));

    /// <summary>Decoding gives back exactly the text.</summary>
    [Test]
    [Rule("text-lost")]
    public void Text_EncodedAndDecoded_IsTheSame() => Try("text-lost", (tokenizer, text) =>
    {
        if (tokenizer.Decode(tokenizer.Encode(text)) is var again && again != text)
        {
            throw new Violation("text-lost", $"encoded and decoded the text is {System.Text.Json.JsonSerializer.Serialize(again)}.");
        }
    });

    /// <summary>Tokens lie in the vocabulary.</summary>
    [Test]
    [Rule("token-out-of-range")]
    public void Tokens_OfAnyText_LieInTheVocabulary() => Try("token-out-of-range", (tokenizer, text) =>
    {
        foreach (var token in tokenizer.Encode(text).Where(token => token < 0 || token >= tokenizer.VocabularySize))
        {
            throw new Violation("token-out-of-range", $"there is a token {token}, and the vocabulary is {tokenizer.VocabularySize}.");
        }
    });

    /// <summary>The bytes of the tokens add up to those of the text.</summary>
    [Test]
    [Rule("bytes-miscounted")]
    public void Bytes_OfTheTokens_AddUpToThoseOfTheText() => Try("bytes-miscounted", (tokenizer, text) =>
    {
        var (sum, bytes) = (tokenizer.Encode(text).Sum(tokenizer.BytesOf), Encoding.UTF8.GetByteCount(text));
        if (sum != bytes)
        {
            throw new Violation("bytes-miscounted",
                $"BytesOf adds up to {sum} over the tokens, and the text has {bytes} bytes of UTF-8. Bits per byte would be wrong.");
        }
    });

    /// <summary>A tokenizer made again from its JSON gives the same tokens.</summary>
    [Test]
    [Rule("json-lost")]
    public void Tokenizer_MadeAgainFromItsJson_GivesTheSameTokens() => Try("json-lost", (tokenizer, text) =>
    {
        if (!Create().FromJson(tokenizer.ToJson()).Encode(text).SequenceEqual(tokenizer.Encode(text)))
        {
            throw new Violation("json-lost", "made again from its JSON the tokenizer gives other tokens.");
        }
    });

    /// <summary>Half of a surrogate pair is refused.</summary>
    [Test]
    [Rule("surrogate-accepted")]
    public void Text_WithHalfASurrogatePair_IsRefused() => Situations.Once("surrogate-accepted", Subject, () =>
    {
        try
        {
            Trained().Encode("a\ud83d");
        }
        catch (ArgumentException)
        {
            return;
        }

        throw new Violation("surrogate-accepted",
            "half of a surrogate pair is encoded, so that the text cannot come back. Throw an ArgumentException.");
    });

    /// <summary>Trained twice on the same text it is the same.</summary>
    [Test]
    [Rule("nondeterministic")]
    public void Tokenizer_TrainedTwice_IsTheSame() => Situations.Once("nondeterministic", Subject, () =>
    {
        if (Train().ToJson() != Train().ToJson())
        {
            throw new Violation("nondeterministic", "trained twice on the same text it is not the same.");
        }
    });

    private protected sealed override void Construct(TConfig config) => config.Train(TrainingText, "settings");

    private ITokenizer Train() => Create().Train(TrainingText, "settings");

    private ITokenizer Trained() => _trained ??= Train();

    private void Try(string rule, Action<ITokenizer, string> check) =>
        Situations.Try(rule, Subject, Writing.Any, 4 * Cases, writing => check(Trained(), writing.Text));
}
