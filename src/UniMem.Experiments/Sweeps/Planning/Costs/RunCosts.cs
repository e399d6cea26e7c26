using System.Globalization;
using UniMem.Data.Corpora;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Counts parameters, bytes and operations of runs; what runs have in common is counted once.</summary>
public sealed class RunCosts
{
    private readonly Dictionary<string, long> _vocabularies = [];
    private readonly Dictionary<string, (MethodCost Cost, IReadOnlyList<string> Warnings)> _counted = [];

    /// <summary>What a run's model costs.</summary>
    /// <exception cref="Components.ConfigurationException">The parts of the run do not fit together.</exception>
    public MethodCost Of(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Located(Counted).Cost;
    }

    /// <summary>What is allowed in a run and yet spoils what it is meant to show; see <see cref="RunWarnings"/>.</summary>
    /// <exception cref="Components.ConfigurationException">The parts of the run do not fit together.</exception>
    public IReadOnlyList<string> Warnings(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Located(Counted).Warnings;
    }

    /// <summary>Positions that a run trains on: every token of every segment of every step.</summary>
    public static double Tokens(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return (double)config.Training.Steps * StepTokens(config);
    }

    /// <summary>Positions of one step.</summary>
    public static double StepTokens(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return (double)config.Training.Batch * config.Training.Segment * config.Training.BpttSegments;
    }

    private (MethodCost Cost, IReadOnlyList<string> Warnings) Counted(RunConfig config)
    {
        var unbinder = new ConfigUnbinder();
        var data = YamlWriter.OneLine(unbinder.Map(config.Data));
        if (!_vocabularies.TryGetValue(data, out var vocabulary))
        {
            vocabulary = config.Data.Tokenizer.Train(config.Data.Corpus.Build("data.corpus").Documents(Split.Train), "data.tokenizer").VocabularySize;
            _vocabularies[data] = vocabulary;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{YamlWriter.OneLine(unbinder.Map(config.Model))} {vocabulary} {config.Training.Segment} {config.Dtype} {config.Training.BpttSegments == 1}");
        if (!_counted.TryGetValue(key, out var counted))
        {
            var numerics = ComputeSettings.Read("cpu", config.Dtype, config.Kernels);
            using var model = LanguageModel.Build(config.Model, vocabulary, config.Training.Segment, config.Seed, numerics);
            counted = (MethodCost.Of(model, config.Model, vocabulary, config.Training.Segment, numerics), RunWarnings.Of(config, model));
            _counted[key] = counted;
        }

        return counted;
    }
}
