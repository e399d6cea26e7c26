using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using UniMem.Data;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Measurements that are made in one go, and what they are made with.</summary>
public sealed class BenchmarkSession
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };
    private readonly string _file;
    private readonly JsonObject _machine;
    private bool _kept;

    /// <param name="file">Where it is noted.</param>
    /// <param name="settings">What was asked for, by this session and those before it.</param>
    /// <param name="earlier">Those before it; null for none.</param>
    internal BenchmarkSession(string file, JsonObject settings, JsonArray? earlier)
    {
        _file = file;

        // The library is loaded by the first call.
        _ = torch.get_num_threads();
        var (commit, dirty) = SourceTree.Commit(AppContext.BaseDirectory, "experiments/speed");
        _machine = new()
        {
            ["settings"] = settings,
            ["cpu"] = EnvironmentRecord.Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["memory_bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ["os"] = RuntimeInformation.OSDescription,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["torch"] = LibTorchLibrary.Loaded().Version,
            ["gpus"] = new JsonArray([.. torch.cuda.is_available() ? Gpus.Describe().Select(gpu => (JsonNode)gpu) : []]),
            ["sessions"] = new JsonArray(
            [
                .. (earlier ?? []).Select(session => session!.DeepClone()),
                new JsonObject
                {
                    ["started"] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
                    ["commit"] = commit,
                    ["uncommitted_changes"] = dirty,
                    ["load_before"] = Load(),
                },
            ]),
        };
    }

    /// <summary>Notes it, once: called before the first measurement of it is kept, so that none lacks what it was made with.</summary>
    public void Keep()
    {
        if (!_kept)
        {
            WholeFile.Write(_file, _machine.ToJsonString(Format) + "\n");
            _kept = true;
        }
    }

    /// <summary>Programs that wanted a core in the last minute; null where the system does not tell.</summary>
    private static double? Load()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture) : null;
    }
}
