using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Probes;

/// <summary>Keeps the text that was read last, because most evaluations of a row of them read the same.</summary>
public sealed class CorpusCache
{
    private string _key = "";
    private EncodedCorpus? _corpus;

    /// <summary>The text that a run reads, as tokens.</summary>
    /// <param name="config">The run.</param>
    /// <param name="folder">Its folder, which holds its tokenizer.</param>
    /// <exception cref="ConfigurationException">The text cannot be read.</exception>
    public EncodedCorpus Of(RunConfig config, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(folder);
        var tokenizer = File.Exists(folder.TokenizerFile) ? File.ReadAllText(folder.TokenizerFile) : folder.Path;
        var key = YamlWriter.Write(new ConfigUnbinder().Map(config.Data)) + tokenizer;
        if (_corpus is null || key != _key)
        {
            (_key, _corpus) = (key, EncodedCorpus.Read(config.Data, folder.TokenizerFile));
        }

        return _corpus;
    }
}
