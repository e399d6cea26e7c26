namespace UniMem.Data.Tokenizers;

/// <summary>Cuts text into tokens and puts it together again.</summary>
public interface ITokenizer
{
    /// <summary>Number of different tokens; a token is a number from 0 to one below it.</summary>
    int VocabularySize { get; }

    /// <summary>The tokens of a text. <see cref="Decode"/> gives back exactly the text.</summary>
    /// <exception cref="ArgumentException">The text holds half of a surrogate pair, so it is not Unicode.</exception>
    int[] Encode(string text);

    /// <summary>The text of tokens. Bytes that are not UTF-8, as a model may write them, become U+FFFD.</summary>
    string Decode(ReadOnlySpan<int> tokens);

    /// <summary>Bytes of UTF-8 that a token stands for; over the tokens of a text they add up to the bytes of the text.</summary>
    int BytesOf(int token);

    /// <summary>All that is needed to make this tokenizer again, as a JSON object; see <see cref="TokenizerConfig.FromJson"/>.</summary>
    string ToJson();
}
