using System.Diagnostics;
using UniMem.Components;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Benchmarks;

/// <summary>With whom we are compared.</summary>
public enum BenchmarkRival
{
    /// <summary>Programs of ours in plain PyTorch that compute the same.</summary>
    Python,

    /// <summary>Published implementations of the methods, which compute other functions of equal shape.</summary>
    Published,
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

    /// <summary>The rivals; none for our side alone.</summary>
    public IReadOnlyList<BenchmarkRival> Rivals { get; init; } = [];

    /// <summary>The folder of clones of published implementations; null where none are asked for.</summary>
    public string? Clones { get; init; }

    /// <summary>Whether methods are measured alone or beside plain PyTorch: unless published implementations are all that is asked for.</summary>
    public bool Alone => !Rivals.SequenceEqual([BenchmarkRival.Published]);

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

    /// <summary>True of measurements of next to nothing.</summary>
    public bool IsQuick { get; private init; }

    /// <summary>Methods that are measured at a size.</summary>
    public IReadOnlyList<string> MethodsOf(string size) => Methods.Count > 0 ? Methods
        : size == BenchmarkFiles.Long ? BenchmarkFiles.LongMethods : BenchmarkFiles.Methods;

    /// <summary>Published implementations of a method that are measured.</summary>
    public IReadOnlyList<PublishedRival> Published(string method) =>
        Rivals.Contains(BenchmarkRival.Published) ? [.. Files.Published.Where(rival => rival.Method == method)] : [];

    /// <summary>The program of a published implementation.</summary>
    /// <exception cref="ConfigurationException">A part of it is not there.</exception>
    public ProcessStartInfo Program(PublishedRival rival)
    {
        ArgumentNullException.ThrowIfNull(rival);
        return rival.Start(Files.Folder, Clones!, Threads);
    }

    /// <summary>Whether what is asked for can be measured, before anything is.</summary>
    /// <exception cref="ConfigurationException">A rival asked for would do nothing, is not there, or cannot do what is asked for.</exception>
    public void Check()
    {
        var compared = Sizes.Where(size => size != BenchmarkFiles.Long).ToList();
        if (Rivals.Count > 0 && compared.Count == 0)
        {
            throw new ConfigurationException("--rival", "has no effect: long memories are held against matrix products alone. Leave it out, or add another size.");
        }

        if (Rivals.Contains(BenchmarkRival.Published) != Clones is not null)
        {
            throw new ConfigurationException("--published", Clones is null
                ? $"--rival published needs the folder of the implementations' clones; {Path.Combine(Files.Folder, "published", "get.sh")} DIR makes one."
                : "has no effect without --rival published.");
        }

        foreach (var (size, method) in compared.SelectMany(size => MethodsOf(size).Select(method => (size, method))))
        {
            var config = Run(size, method).Config;
            if (Rivals.Count > 0 && (config.Device != "cpu" || config.Dtype != "float32"))
            {
                throw new ConfigurationException("--rival", $"the programs compute on the CPU in float32, and device is {config.Device}, dtype {config.Dtype}; leave it out.");
            }

            if (Rivals.Contains(BenchmarkRival.Python))
            {
                Files.Rival(method, Threads);
            }

            foreach (var rival in Published(method))
            {
                Program(rival);
            }
        }

        if (!Alone && compared.All(size => MethodsOf(size).All(method => Published(method).Count == 0)))
        {
            throw new ConfigurationException("--rival", $"no published implementation of {string.Join(", ", compared.SelectMany(MethodsOf).Distinct())} is known; "
                + $"those are of {string.Join(", ", Files.Published.Select(rival => rival.Method).Distinct())}.");
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
        IsQuick = true,
        Turns = Math.Min(Turns, 2),
        TurnSeconds = 0.01,
        Segments = 2,
        Slots = [64, 256],
        DocumentTokens = 8192,
        Overrides = ["model.layers=2", "training.batch=1", "training.segment=32", .. Overrides],
    };
}
