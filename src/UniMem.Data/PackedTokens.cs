namespace UniMem.Data;

/// <summary>Tokens in as few bytes as their vocabulary allows: one, two or four each.</summary>
public sealed class PackedTokens
{
    private readonly byte[]? _bytes;
    private readonly ushort[]? _shorts;
    private readonly int[]? _integers;

    /// <param name="tokens">The tokens, each below <paramref name="vocabulary"/>.</param>
    /// <param name="vocabulary">Number of different tokens.</param>
    /// <exception cref="OverflowException">A token lies outside the vocabulary's range of numbers.</exception>
    public PackedTokens(int[] tokens, int vocabulary)
    {
        Length = tokens.Length;
        _bytes = vocabulary <= 1 << 8 ? Array.ConvertAll(tokens, token => checked((byte)token)) : null;
        _shorts = _bytes is null && vocabulary <= 1 << 16 ? Array.ConvertAll(tokens, token => checked((ushort)token)) : null;
        _integers = _bytes is null && _shorts is null ? tokens : null;
    }

    /// <summary>Number of tokens.</summary>
    public int Length { get; }

    /// <summary>The token at a position from 0.</summary>
    public int this[int position] => _bytes is not null ? _bytes[position] : _shorts is not null ? _shorts[position] : _integers![position];
}
