using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json;
using TorchSharp;
using UniMem.Data;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Runs;

/// <summary>What a run was computed with: an <c>environment.json</c> with one entry for each time that the run was started or resumed.</summary>
public static class EnvironmentRecord
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds an entry for this process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">The run.</param>
    /// <param name="device">Where the model lives.</param>
    /// <param name="processes">How many processes divide the run; this is the first of them.</param>
    /// <param name="completedSteps">Steps that had been done before.</param>
    public static void Append(string path, ResolvedRun run, torch.Device device, int processes, long completedSteps)
    {
        var sessions = Sessions(path);
        sessions.Add(Describe(run, device, processes, completedSteps));
        WholeFile.Write(path, sessions.ToJsonString(Format) + "\n");
    }

    /// <summary>The first and the last time that the run was started; null before its first start.</summary>
    public static (EnvironmentSession First, EnvironmentSession Last)? Read(string path) => Sessions(path) is { Count: > 0 } sessions
        ? (EnvironmentSession.Of(sessions[0]!.AsObject()), EnvironmentSession.Of(sessions[^1]!.AsObject()))
        : null;

    private static JsonArray Sessions(string path)
    {
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonArray sessions ? sessions : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonObject Describe(ResolvedRun run, torch.Device device, int processes, long completedSteps)
    {
        var (commit, dirty) = SourceTree.Commit(AppContext.BaseDirectory);
        var torchLibrary = LibTorchLibrary.Loaded();
        return new()
        {
            ["started"] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            ["from_step"] = completedSteps,
            ["run"] = run.Id,
            ["unimem"] = SourceTree.Version,
            ["commit"] = commit,
            ["uncommitted_changes"] = dirty,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["torch"] = torchLibrary.File,
            ["torch_version"] = torchLibrary.Version,
            ["machine"] = Environment.MachineName,
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            ["cpu"] = Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["processes"] = processes,
            ["threads"] = torch.get_num_threads(),
            ["device"] = device.ToString(),
            ["gpus"] = device.type == TorchSharp.DeviceType.CUDA ? new JsonArray([.. Gpus.Describe().Select(gpu => (JsonNode)gpu)]) : [],
            ["visible_gpus"] = Environment.GetEnvironmentVariable(Gpus.Variable),
            ["slurm_job"] = Environment.GetEnvironmentVariable("SLURM_JOB_ID"),
            ["plugins"] = new JsonArray([.. run.Plugins.Select(p => new JsonObject { ["name"] = p.Name, ["version"] = p.Version, ["sha256"] = p.Sha256 })]),
        };
    }

    /// <summary>The name of the processor.</summary>
    internal static string Processor()
    {
        const string File = "/proc/cpuinfo";
        var line = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[^1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
