using System.Text;
using System.Text.Json;
using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tokenizers;

/// <summary>A token is a byte of UTF-8; the vocabulary is 256 whatever the text.</summary>
[Component("bytes")]
public sealed record ByteTokenizerConfig : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Train(IEnumerable<Document> train, string path) => new ByteTokenizer();

    /// <inheritdoc/>
    public override ITokenizer FromJson(string json) =>
        TokenizerJson.Read<Saved>(json).Type == Type ? new ByteTokenizer() : throw new FormatException("It is not of type 'bytes'.");

    internal sealed record Saved(string Type);
}

/// <inheritdoc cref="ByteTokenizerConfig"/>
public sealed class ByteTokenizer : ITokenizer
{
    /// <inheritdoc/>
    public int VocabularySize => 256;

    /// <inheritdoc/>
    public int[] Encode(string text) => Array.ConvertAll(TokenizerJson.StrictUtf8.GetBytes(text), b => (int)b);

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new byte[tokens.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = checked((byte)tokens[i]);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <inheritdoc/>
    public int BytesOf(int token) => 1;

    /// <inheritdoc/>
    public string ToJson() => JsonSerializer.Serialize(new ByteTokenizerConfig.Saved("bytes"), TokenizerJson.Options);
}
