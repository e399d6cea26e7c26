using FsCheck;
using FsCheck.Fluent;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>A text that a tokenizer may meet: words, line ends, letters of other scripts, symbols outside the basic plane.</summary>
/// <param name="Text">The text.</param>
internal sealed record Writing(string Text) : Situation
{
    private static readonly string[] Pieces =
        ["a", "e", "the", " ", "  ", "\n", "\r\n", "\t", "\0", "1", "42", ".", ",", "'s", "\u00e9", "e\u0301", "\u4e2d", "\u0939\u093f", "\ud83d\ude00", "\ufeff", "\uffff"];

    /// <inheritdoc/>
    public override int RowCount => 1;

    /// <inheritdoc/>
    public override string InWords => $"the text {System.Text.Json.JsonSerializer.Serialize(Text)}";

    /// <summary>Texts of up to twelve pieces.</summary>
    public static Arbitrary<Writing> Any { get; } = Arb.From(
        from count in Gen.Choose(0, 12)
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces), count)
        select new Writing(string.Concat(pieces)),
        writing => Shorter(writing.Text).Select(text => new Writing(text)));

    private static IEnumerable<string> Shorter(string text) =>
        from rune in text.EnumerateRunes().Index()
        select string.Concat(text.EnumerateRunes().Where((_, index) => index != rune.Index));
}
