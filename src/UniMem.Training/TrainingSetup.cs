using UniMem.Components;
using UniMem.Data;
using UniMem.Distributed;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>All that decides what a run computes.</summary>
public sealed record TrainingSetup
{
    /// <summary>The model's sizes and memories.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>How it is evaluated.</summary>
    public required EvaluationConfig Evaluation { get; init; }

    /// <summary>The documents, as tokens.</summary>
    public required EncodedCorpus Corpus { get; init; }

    /// <summary>Seed of weights, dropout and the order of documents.</summary>
    public required long Seed { get; init; }

    /// <summary>Where the model lives and what its matrix products use; see <see cref="ComputeSettings"/>.</summary>
    public required Numerics Numerics { get; init; }

    /// <summary>The processes that divide the rows of every batch; this one alone when not set.</summary>
    public IProcessGroup Processes { get; init; } = SingleProcess.Instance;

    /// <summary>The rows of every batch that this process has.</summary>
    public RowShare Rows => new(Processes.Rank, Processes.Size);

    /// <summary>Builds the model with its initial weights; it belongs to the caller.</summary>
    /// <exception cref="ConfigurationException">A setting is out of range, or parts do not fit together.</exception>
    public LanguageModel BuildModel() => LanguageModel.Build(Model, Corpus.Tokenizer.VocabularySize, Training.Segment, Seed, Numerics with { Rows = Rows });
}
