namespace UniMem.Data.Corpora;

/// <summary>Documents in three splits.</summary>
public interface ICorpus
{
    /// <summary>The documents of a split, in an order that never changes. Each enumeration may read them anew.</summary>
    /// <exception cref="Components.ConfigurationException">A document cannot be read, or is no text.</exception>
    IEnumerable<Document> Documents(Split split);
}
