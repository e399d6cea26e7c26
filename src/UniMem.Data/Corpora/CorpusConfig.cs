using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>Kind of component: where text comes from.</summary>
public abstract record CorpusConfig : ComponentConfig
{
    /// <summary>Finds the corpus.</summary>
    /// <param name="path">Where this section stands in the configuration, such as <c>data.corpus</c>; messages name it.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or what it names is not there.</exception>
    public abstract ICorpus Build(string path);
}
