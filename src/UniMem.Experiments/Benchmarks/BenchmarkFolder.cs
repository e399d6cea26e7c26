using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Where measurements are kept: tables that a later benchmark goes on with, and what they were made with.</summary>
public sealed class BenchmarkFolder
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };
    private readonly string _machineFile;

    /// <param name="path">The folder; made when missing.</param>
    public BenchmarkFolder(string path)
    {
        Directory.CreateDirectory(path);
        Path = path;
        _machineFile = At("machine.json");
        Turns = new(At("results.csv"), ["size", "method", "work", "turn"], ["seconds_per_token", "rival_seconds_per_token", "product_seconds_per_token", "flops_per_token"]);
        Stages = new(At("stages.csv"), ["size", "method", "stage"], ["forward_ms", "backward_ms", "products_ms"]);
        Cells = new(At("memory.csv"), ["size", "method"], ["parameters", "peak_bytes", "rival_peak_bytes", "device_bytes"]);
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

    /// <summary>What a segment costs beside a memory of many slots.</summary>
    public BenchmarkTable Long { get; }

    /// <summary>What the process holds while it reads a long document.</summary>
    public BenchmarkTable Documents { get; }

    /// <summary>What the measurements were made with; null before the first.</summary>
    public JsonObject? Machine => File.Exists(_machineFile) ? JsonNode.Parse(File.ReadAllText(_machineFile))!.AsObject() : null;

    /// <summary>A file of the folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Notes what measurements are made with.</summary>
    /// <param name="settings">What was asked for: it must be the same whenever measurements are added.</param>
    /// <exception cref="ConfigurationException">The folder holds measurements that were made otherwise.</exception>
    public void Begin(JsonObject settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var known = Machine?["settings"];
        if (known is not null && !JsonNode.DeepEquals(known, settings))
        {
            throw new ConfigurationException("--out", string.Create(
                CultureInfo.InvariantCulture, $"{Path} holds measurements with {known.ToJsonString()}, and {settings.ToJsonString()} is asked for; name another folder, or remove that one."));
        }

        // The library is loaded by the first call.
        _ = torch.get_num_threads();
        var library = LibTorchLibrary.Loaded();
        var machine = new JsonObject
        {
            ["settings"] = settings.DeepClone(),
            ["cpu"] = EnvironmentRecord.Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["memory_bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ["os"] = RuntimeInformation.OSDescription,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["torch"] = library.Version,
            ["gpus"] = new JsonArray([.. torch.cuda.is_available() ? Gpus.Describe().Select(gpu => (JsonNode)gpu) : []]),
            ["sessions"] = Machine?["sessions"]?.DeepClone() ?? new JsonArray(),
        };
        var (commit, dirty) = EnvironmentRecord.Commit();
        machine["sessions"]!.AsArray().Add(new JsonObject
        {
            ["started"] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            ["commit"] = commit?.Trim(),
            ["uncommitted_changes"] = dirty,
            ["load_before"] = Load(),
        });
        WholeFile.Write(_machineFile, machine.ToJsonString(Format) + "\n");
    }

    /// <summary>Programs that wanted a core in the last minute; null where the system does not tell.</summary>
    public static double? Load()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture) : null;
    }
}
