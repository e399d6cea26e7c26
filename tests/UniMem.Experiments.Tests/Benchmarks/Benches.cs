using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>What the tests of benchmarks have in common.</summary>
internal static class Benches
{
    /// <summary>Where sizes, methods and rivals stand.</summary>
    public static BenchmarkFiles Files { get; } = new(Repository.At("experiments/speed"));

    /// <summary>A small model of a method.</summary>
    public static ResolvedRun Run(string method, int segment, params string[] more) => Files.Run(
        "small", method, 1, ["model.layers=2", "model.width=16", "model.heads=2", "model.feed_forward=24", "training.batch=2", $"training.segment={segment}", .. more]);

    /// <summary>A turn with these seconds for a token.</summary>
    public static TurnResult Turn(int turn, double ours, double? rival, double products, BenchmarkWork work = BenchmarkWork.Train) =>
        new("small", "rmt", work, turn, ours, rival, products, 1e6);
}
