using UniMem.Components;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Benchmarks;

/// <summary>With whom we are compared.</summary>
public enum BenchmarkRival
{
    /// <summary>Plain PyTorch.</summary>
    Python,
}

/// <summary>What is to be measured.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>Where sizes, methods and rivals stand.</summary>
    public required BenchmarkFiles Files { get; init; }

    /// <summary>Names of sizes.</summary>
    public required IReadOnlyList<string> Sizes { get; init; }

    /// <summary>Names of methods; empty for all that a size knows.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Threads of each side. At least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Turns of each measurement. At least 1.</summary>
    public required int Turns { get; init; }

    /// <summary>By which clock.</summary>
    public BenchmarkClock Clock { get; init; }

    /// <summary>The rival; null for none.</summary>
    public BenchmarkRival? Rival { get; init; }

    /// <summary>How long a side is at work in a turn, about, in seconds.</summary>
    public double TurnSeconds { get; init; } = 0.5;

    /// <summary>Segments of the documents that are read.</summary>
    public int Segments { get; init; } = 4;

    /// <summary>Settings that replace those of the files, each <c>PATH=VALUE</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Slots of the long memories.</summary>
    public IReadOnlyList<long> Slots { get; init; } = [1 << 10, 1 << 13, 1 << 16, 1 << 20];

    /// <summary>Tokens of the long document.</summary>
    public long DocumentTokens { get; init; } = 1 << 20;

    /// <summary>Methods that are measured at a size.</summary>
    public IReadOnlyList<string> MethodsOf(string size) => Methods.Count > 0 ? Methods
        : size == BenchmarkFiles.Long ? BenchmarkFiles.LongMethods : BenchmarkFiles.Methods;

    /// <summary>Whether there is something to measure that a rival can be held against.</summary>
    /// <exception cref="ConfigurationException">The rival asked for would do nothing, or cannot do what is asked for.</exception>
    public void Check()
    {
        if (Rival is not null && Sizes.All(size => size == BenchmarkFiles.Long))
        {
            throw new ConfigurationException("--rival", "has no effect: long memories are held against matrix products alone. Leave it out, or add another size.");
        }

        foreach (var size in Rival is null ? [] : Sizes.Where(size => size != BenchmarkFiles.Long))
        {
            var config = Run(size, MethodsOf(size)[0]).Config;
            if (config.Device != "cpu" || config.Dtype != "float32")
            {
                throw new ConfigurationException("--rival", $"the programs compute on the CPU in float32, and device is {config.Device}, dtype {config.Dtype}; leave it out.");
            }
        }
    }

    /// <summary>A run that is measured.</summary>
    /// <param name="size">Name of the size.</param>
    /// <param name="method">Name of the method's file.</param>
    /// <param name="more">Settings that replace all others.</param>
    public ResolvedRun Run(string size, string method, params IReadOnlyList<string> more) =>
        Files.Run(size, method, Threads, [.. Overrides, .. more]);

    /// <summary>The same measurements made in seconds, of next to nothing: to see that all works.</summary>
    public BenchmarkRequest Quick() => this with
    {
        Turns = Math.Min(Turns, 2),
        TurnSeconds = 0.01,
        Segments = 2,
        Slots = [64, 256],
        DocumentTokens = 8192,
        Overrides = ["model.layers=2", "training.batch=1", "training.segment=32", .. Overrides],
    };
}
