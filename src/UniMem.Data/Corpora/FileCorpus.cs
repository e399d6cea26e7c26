namespace UniMem.Data.Corpora;

/// <summary>A document that is read when it is needed.</summary>
/// <param name="Name">The document's name.</param>
/// <param name="Read">Reads its text.</param>
internal sealed record DocumentSource(string Name, Func<string> Read);

/// <summary>Documents that are read one after the other, so that a corpus need not fit into memory as text.</summary>
internal sealed class FileCorpus(
    IReadOnlyList<DocumentSource> train, IReadOnlyList<DocumentSource> validation, IReadOnlyList<DocumentSource> test) : ICorpus
{
    /// <inheritdoc/>
    public IEnumerable<Document> Documents(Split split)
    {
        var sources = split switch { Split.Train => train, Split.Validation => validation, _ => test };
        return sources.Select(source => new Document(source.Name, source.Read()));
    }
}
