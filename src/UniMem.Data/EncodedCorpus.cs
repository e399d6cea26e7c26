using System.Security.Cryptography;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data;

/// <summary>A corpus as tokens, in memory.</summary>
public sealed class EncodedCorpus
{
    private readonly EncodedDocument[][] _splits;
    private readonly string _path;

    /// <param name="corpus">The text. All splits are read, so that unreadable text shows at once and not after hours.</param>
    /// <param name="tokenizer">What cuts it into tokens.</param>
    /// <param name="path">Where the corpus stands in the configuration, for messages.</param>
    /// <exception cref="ConfigurationException">A document cannot be read.</exception>
    public EncodedCorpus(ICorpus corpus, ITokenizer tokenizer, string path = "data.corpus")
    {
        Tokenizer = tokenizer;
        _path = path;
        _splits = [.. Enum.GetValues<Split>().Select(split => corpus.Documents(split)
            .Select(Encode).Where(document => document.Tokens.Length > 0).ToArray())];
    }

    /// <summary>What cuts the text into tokens.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Reads the corpus of a configuration, with the tokenizer that a run's folder holds or, when it holds none, a new one that is
    /// then saved there.</summary>
    /// <param name="config">What to read.</param>
    /// <param name="tokenizerFile">Where the tokenizer is or will be saved, such as <c>tokenizer.json</c> in the run's folder; null keeps it
    /// in memory only.</param>
    /// <param name="path">Where the section stands in the configuration, for messages.</param>
    /// <exception cref="ConfigurationException">The corpus cannot be read, or the saved tokenizer is not this configuration's.</exception>
    public static EncodedCorpus Read(DataConfig config, string? tokenizerFile = null, string path = "data")
    {
        var corpus = config.Corpus.Build($"{path}.corpus");
        return new(corpus, Tokenize(config, corpus, tokenizerFile, $"{path}.tokenizer"), $"{path}.corpus");
    }

    /// <summary>The documents of a split that have any token, in the corpus's order.</summary>
    /// <exception cref="ConfigurationException">There is none with two tokens, so nothing to predict.</exception>
    public IReadOnlyList<EncodedDocument> Documents(Split split)
    {
        var documents = _splits[(int)split];
        var name = split.ToString().ToLowerInvariant();
        return documents.Any(document => document.Targets > 0)
            ? documents
            : throw Wrong(documents.Length == 0
                ? $"the {name} split is empty; give it a larger share of the documents, or documents of its own."
                : $"no document of the {name} split is longer than one token, so there is nothing to predict; give it longer documents.");
    }

    /// <summary>A short name for the exact tokens of a split, to tell whether a run goes on with the text that it began with.</summary>
    public string Fingerprint(Split split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in _splits[(int)split])
        {
            var tokens = new byte[(document.Tokens.Length + 1) * sizeof(int)];
            BitConverter.TryWriteBytes(tokens, document.Tokens.Length);
            for (var i = 0; i < document.Tokens.Length; i++)
            {
                BitConverter.TryWriteBytes(tokens.AsSpan((i + 1) * sizeof(int)), document.Tokens[i]);
            }

            hash.AppendData(tokens);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>A mistake in what the corpus holds.</summary>
    internal ConfigurationException Wrong(string problem) => new(_path, problem);

    private static ITokenizer Tokenize(DataConfig config, ICorpus corpus, string? file, string path)
    {
        if (file is not null && File.Exists(file))
        {
            try
            {
                return config.Tokenizer.FromJson(File.ReadAllText(file));
            }
            catch (FormatException e)
            {
                throw new ConfigurationException(
                    path, $"'{file}' does not hold the tokenizer of this configuration: {e.Message} Use another folder, or delete it and start anew.", e);
            }
        }

        var tokenizer = config.Tokenizer.Train(corpus.Documents(Split.Train), path);
        if (file is not null)
        {
            WholeFile.Write(file, tokenizer.ToJson());
        }

        return tokenizer;
    }

    private EncodedDocument Encode(Document document)
    {
        var tokens = Tokenizer.Encode(document.Text);
        var bytes = tokens.Sum(token => (long)Tokenizer.BytesOf(token));
        return new(document.Name, new(tokens, Tokenizer.VocabularySize), bytes, tokens.Length == 0 ? 0 : bytes - Tokenizer.BytesOf(tokens[0]));
    }
}
