using System.Globalization;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Where measurements are kept: tables that a later benchmark goes on with, and what they were made with.</summary>
public sealed class BenchmarkFolder
{
    private readonly string _machineFile;

    /// <param name="path">The folder; made when missing.</param>
    public BenchmarkFolder(string path)
    {
        Destination.Make(path);
        Path = path;
        _machineFile = At("machine.json");
        Turns = new(At("results.csv"), ["size", "method", "work", "turn"], ["seconds_per_token", "rival_seconds_per_token", "product_seconds_per_token", "flops_per_token"]);
        Stages = new(At("stages.csv"), ["size", "method", "stage"], ["forward_ms", "backward_ms", "products_ms"]);
        Cells = new(At("memory.csv"), ["size", "method"], ["parameters", "peak_bytes", "rival_peak_bytes", "device_bytes"]);
        Published = new(
            At("published.csv"), ["size", "method", "rival", "work", "turn"], ["seconds_per_token", "rival_seconds_per_token", "product_seconds_per_token", "flops_per_token"]);
        Programs = new(At("published-programs.csv"), ["size", "method", "rival"], ["parameters", "our_parameters", "peak_bytes", "commit", "differs"]);
        Long = new(At("long.csv"), ["method", "slots", "turn"], ["seconds_per_token", "product_seconds_per_token", "memory_bytes", "resident_bytes"]);
        Documents = new(At("documents.csv"), ["method", "tokens"], ["seconds", "resident_bytes"]);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Turns of all sizes but the long one.</summary>
    public BenchmarkTable Turns { get; }

    /// <summary>A step by stages, and as <c>step</c> and <c>overhead</c> what all of it takes, and with next to no numbers in it.</summary>
    public BenchmarkTable Stages { get; }

    /// <summary>A line for each method at each size that is done.</summary>
    public BenchmarkTable Cells { get; }

    /// <summary>Turns beside published implementations.</summary>
    public BenchmarkTable Published { get; }

    /// <summary>A line for each published implementation at each size that is done.</summary>
    public BenchmarkTable Programs { get; }

    /// <summary>What a segment costs beside a memory of many slots.</summary>
    public BenchmarkTable Long { get; }

    /// <summary>What the process holds while it reads a long document.</summary>
    public BenchmarkTable Documents { get; }

    /// <summary>What the measurements were made with; null before the first.</summary>
    public JsonObject? Machine => File.Exists(_machineFile) ? JsonNode.Parse(File.ReadAllText(_machineFile))!.AsObject() : null;

    /// <summary>A file of the folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Begins a session of measurements; nothing is written before <see cref="BenchmarkSession.Keep"/>.</summary>
    /// <param name="settings">What is asked for: what an earlier session asked for by the same name must be the same.</param>
    /// <exception cref="ConfigurationException">The folder holds measurements that were made otherwise.</exception>
    public BenchmarkSession Begin(JsonObject settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var merged = (JsonObject?)Machine?["settings"]?.DeepClone() ?? [];
        foreach (var (name, value) in settings)
        {
            if (merged.TryGetPropertyValue(name, out var known) && !JsonNode.DeepEquals(known, value))
            {
                throw new ConfigurationException("--out", string.Create(
                    CultureInfo.InvariantCulture, $"{Path} holds measurements with {name} {Text(known)}, and {Text(value)} is asked for; name another folder, or remove that one."));
            }

            merged[name] = value?.DeepClone();
        }

        return new(_machineFile, merged, Machine?["sessions"]?.AsArray());
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "none";

}
