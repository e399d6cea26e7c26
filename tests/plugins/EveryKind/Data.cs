using System.Text;
using System.Text.Json;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace EveryKind;

/// <summary>Documents that count.</summary>
[Component("counting")]
public sealed record CountingConfig : CorpusConfig
{
    /// <summary>Documents of each split.</summary>
    public int Documents { get; init; } = 4;

    /// <inheritdoc/>
    public override ICorpus Build(string path) => new ListCorpus(Of(0), Of(100), Of(200));

    private IEnumerable<Document> Of(int first) => Enumerable.Range(first, Documents)
        .Select(i => new Document($"counting/{i}", string.Join(' ', Enumerable.Range(i, 20))));
}

/// <summary>A token is a letter of the training split.</summary>
[Component("letters")]
public sealed record LettersConfig : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Train(IEnumerable<Document> train, string path) =>
        new Letters(string.Concat(train.SelectMany(document => document.Text).Distinct().Order()));

    /// <inheritdoc/>
    public override ITokenizer FromJson(string json) => new Letters(JsonDocument.Parse(json).RootElement.GetProperty("letters").GetString()!);

    private sealed class Letters(string letters) : ITokenizer
    {
        public int VocabularySize => letters.Length;

        public int[] Encode(string text) => [.. text.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))];

        public string Decode(ReadOnlySpan<int> tokens)
        {
            var text = new StringBuilder();
            foreach (var token in tokens)
            {
                text.Append(letters[token]);
            }

            return text.ToString();
        }

        public int BytesOf(int token) => Encoding.UTF8.GetByteCount(letters.AsSpan(token, 1));

        public string ToJson() => JsonSerializer.Serialize(new { letters });
    }
}
