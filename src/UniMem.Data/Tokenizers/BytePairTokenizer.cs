using System.Text;
using System.Text.Json;

namespace UniMem.Data.Tokenizers;

/// <inheritdoc cref="BytePairConfig"/>
public sealed class BytePairTokenizer : ITokenizer
{
    private const int LongestCachedWord = 32;
    private const int CachedWords = 1 << 18;

    private readonly (int Left, int Right)[] _merges;
    private readonly Dictionary<(int, int), int> _joined = [];
    private readonly byte[][] _bytes;
    private readonly Dictionary<string, int[]> _words = [];

    /// <param name="merges">Per token from 256 on: the two earlier tokens that it joins.</param>
    public BytePairTokenizer(IReadOnlyList<(int Left, int Right)> merges)
    {
        _merges = [.. merges];
        _bytes = new byte[256 + _merges.Length][];
        for (var token = 0; token < _bytes.Length; token++)
        {
            _bytes[token] = token < 256 ? [(byte)token] : [.. _bytes[_merges[token - 256].Left], .. _bytes[_merges[token - 256].Right]];
        }

        for (var i = 0; i < _merges.Length; i++)
        {
            _joined.Add(_merges[i], 256 + i);
        }
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length / 2);
        var known = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var piece in WordPattern.Pieces(text))
        {
            var word = text.AsSpan(piece.Index, piece.Length);
            if (!known.TryGetValue(word, out var encoded))
            {
                encoded = new BytePairWord(TokenizerJson.StrictUtf8.GetBytes(word.ToString()), _joined).Merge();
                if (word.Length <= LongestCachedWord && _words.Count < CachedWords)
                {
                    _words.Add(word.ToString(), encoded);
                }
            }

            tokens.AddRange(encoded);
        }

        return [.. tokens];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>(tokens.Length * 4);
        foreach (var token in tokens)
        {
            bytes.AddRange(_bytes[token]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <inheritdoc/>
    public int BytesOf(int token) => _bytes[token].Length;

    /// <inheritdoc/>
    public string ToJson() => JsonSerializer.Serialize(
        new BytePairConfig.Saved("bpe", WordPattern.Text, Array.ConvertAll(_merges, pair => new[] { pair.Left, pair.Right })),
        TokenizerJson.Options);
}
