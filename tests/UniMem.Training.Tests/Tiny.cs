using UniMem.Data;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Models;
using UniMem.Training.Optimizers;
using UniMem.Training.Schedules;

namespace UniMem.Training.Tests;

/// <summary>Runs small enough for tests.</summary>
internal static class Tiny
{
    public static readonly ModelConfig Backbone = new() { Layers = 2, Width = 16, Heads = 2, FeedForward = 24, Dropout = 0.1 };

    /// <summary>Documents of lengths that are no multiple of a segment, so that rows restart at different times.</summary>
    public static TrainingSetup Setup(string method = "transformer-xl") => new()
    {
        Model = Methods.Of(method, Backbone),
        Training = new()
        {
            Steps = 8,
            Batch = 3,
            Segment = 4,
            BpttSegments = 2,
            Optimizer = new AdamWConfig { LearningRate = 1e-2 },
            Schedule = new CosineScheduleConfig { WarmupSteps = 2 },
        },
        Evaluation = new() { ByPosition = [4, 8] },
        Corpus = Corpus([29, 11, 17, 6, 23, 40], [13, 22, 5, 31, 9]),
        Seed = 3,
        Numerics = ComputeSettings.Read("cpu", "float32", Environment.GetEnvironmentVariable("UNIMEM_TEST_KERNELS") ?? "auto"),
    };

    public static EncodedCorpus Corpus(IReadOnlyList<int> train, IReadOnlyList<int> validation)
    {
        var corpus = new ListCorpus(Documents("train", train), Documents("validation", validation), Documents("test", validation));
        return new(corpus, new ByteTokenizer());
    }

    public static string Folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "unimem-tests", Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static IEnumerable<Document> Documents(string name, IReadOnlyList<int> lengths) => lengths.Select((length, i) =>
    {
        var random = new Random((31 * i) + length + name.Length);
        return new Document($"{name}/{i}", string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(6)))));
    });
}
