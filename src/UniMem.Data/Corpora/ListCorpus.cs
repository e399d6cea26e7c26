namespace UniMem.Data.Corpora;

/// <summary>Documents at hand, for corpora that are made rather than read.</summary>
/// <param name="train">Documents of <see cref="Split.Train"/>.</param>
/// <param name="validation">Documents of <see cref="Split.Validation"/>.</param>
/// <param name="test">Documents of <see cref="Split.Test"/>.</param>
public sealed class ListCorpus(IEnumerable<Document> train, IEnumerable<Document> validation, IEnumerable<Document> test) : ICorpus
{
    private readonly Document[][] _documents = [[.. train], [.. validation], [.. test]];

    /// <inheritdoc/>
    public IEnumerable<Document> Documents(Split split) => _documents[(int)split];
}
