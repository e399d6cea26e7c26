using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using UniMem.Attention.Patterns;
using UniMem.Data;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Testing.Rules;
using UniMem.Training;

namespace UniMem.Testing.Scenes;

/// <summary>Held-out documents that a small model with a memory reads.</summary>
/// <param name="Lengths">Symbols of each document. At least 2 each.</param>
/// <param name="Batch">Documents read side by side. At least 1.</param>
/// <param name="Seed">Seed of weights and symbols.</param>
internal sealed record HeldOut(IReadOnlyList<int> Lengths, int Batch, int Seed = 1) : Situation
{
    private const int Segment = 4;

    /// <summary>A memory of eight tokens that is read whole.</summary>
    public static MemoryConfig EightTokens { get; } = new()
    {
        Write = new KeyValueWriterConfig(),
        Manage = new FifoConfig { Capacity = 8 },
        Read = new PositionReaderConfig { Pattern = new Everything() },
        Inject = new JointInjectorConfig(),
    };

    /// <summary>The model's memory.</summary>
    public MemoryConfig Memory { get; init; } = EightTokens;

    /// <inheritdoc/>
    public override int RowCount => Batch;

    /// <inheritdoc/>
    public override string InWords =>
        $"documents of {string.Join(", ", Lengths)} symbols, {Batch} side by side in segments of {Segment}; weights and symbols drawn with seed {Seed}";

    /// <summary>Up to four documents of up to 12 symbols.</summary>
    public static Arbitrary<HeldOut> Any { get; } = Arb.From(
        from count in Gen.Choose(1, 4)
        from lengths in Gen.ArrayOf(Gen.Choose(2, 12), count)
        from batch in Gen.Choose(1, 3)
        from seed in Gen.Choose(1, 1000)
        select new HeldOut(lengths, batch, seed),
        held => held.Smaller());

    /// <summary>A model of one layer with the memory.</summary>
    public LanguageModel Model() => LanguageModel.Build(
        new()
        {
            Layers = 1,
            Width = 16,
            Heads = 2,
            FeedForward = 12,
            InitialDeviation = 0.5,
            Memories = new Dictionary<string, MemoryConfig>
            {
                ["recent"] = Memory,
            },
        },
        vocabulary: 256, Segment, Seed);

    /// <summary>How the model reads the documents.</summary>
    public HeldOutReading Reading(LanguageModel model)
    {
        var documents = Lengths.Select(Document).ToList();
        var corpus = new EncodedCorpus(new ListCorpus(documents, documents.Select(Held), []), new ByteTokenizer());
        return new(model, corpus, new EvaluationConfig { Batch = Batch }, new TrainingConfig { Segment = Segment }, torch.CPU);
    }

    private static Document Held(Document document) => document with { Name = $"held/{document.Name}" };

    private Document Document(int length, int index)
    {
        var random = new Random((Seed * 100) + index);
        return new(FormattableString.Invariant($"document/{index}"), string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(6)))));
    }

    private IEnumerable<HeldOut> Smaller()
    {
        for (var index = 0; index < Lengths.Count && Lengths.Count > 1; index++)
        {
            yield return this with { Lengths = [.. Lengths.Where((_, other) => other != index)] };
        }

        for (var index = 0; index < Lengths.Count; index++)
        {
            if (Lengths[index] > 2)
            {
                yield return this with { Lengths = [.. Lengths.Select((length, other) => other == index ? Math.Max(2, length / 2) : length)] };
            }
        }

        if (Batch > 1)
        {
            yield return this with { Batch = Batch - 1 };
        }
    }
}
