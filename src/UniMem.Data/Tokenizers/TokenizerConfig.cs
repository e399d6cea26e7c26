using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tokenizers;

/// <summary>Kind of component: what cuts text into tokens.</summary>
public abstract record TokenizerConfig : ComponentConfig
{
    /// <summary>Makes the tokenizer from text.</summary>
    /// <param name="train">Documents of the training split. Nothing of the other splits is ever seen.</param>
    /// <param name="path">Where this section stands in the configuration, such as <c>data.tokenizer</c>; messages name it.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or the text does not suffice for it.</exception>
    public abstract ITokenizer Train(IEnumerable<Document> train, string path);

    /// <summary>Makes the tokenizer from what <see cref="ITokenizer.ToJson"/> said of it.</summary>
    /// <exception cref="FormatException">The text is not what this kind of tokenizer writes, or it was made with other settings.</exception>
    public abstract ITokenizer FromJson(string json);
}
