using System.Text.RegularExpressions;

namespace UniMem.Data.Tokenizers;

/// <summary>Cuts text into the pieces that byte-pair merges never cross.</summary>
/// <remarks>
/// The idea is GPT-2's (Radford et al. 2019, section 2.2: merges must not cross categories of characters); the pattern is ours: words with
/// the space or the apostrophe before them, up to three digits, runs of other marks, line ends, other white space. The pieces of a text, put
/// together, are the text.
/// </remarks>
internal static partial class WordPattern
{
    /// <summary>The pattern, as saved with a tokenizer.</summary>
    public const string Text =
        @"[ ']?[\p{L}\p{M}]+| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]+|[\r\n]+|[^\S\r\n]+(?!\S)|[^\S\r\n]";

    /// <summary>The pieces of a text, in order.</summary>
    public static Regex.ValueMatchEnumerator Pieces(string text) => Compiled().EnumerateMatches(text);

    [GeneratedRegex(Text, RegexOptions.CultureInvariant)]
    private static partial Regex Compiled();
}
