using System.Text.Json;
using UniMem.Data;
using UniMem.Models;

namespace UniMem.Experiments.Runs;

/// <summary>What tables tell of a run's model besides its results.</summary>
public sealed record RunFacts
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Learned numbers.</summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of memory for one document once every memory is full.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Floating-point operations of the forward pass for one token.</summary>
    public double FlopsPerToken { get; init; }

    /// <summary>What spoils the run; see <see cref="Configuration.RunWarnings"/>.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The facts of a model.</summary>
    public static RunFacts Of(MethodCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return new() { Parameters = cost.Parameters, MemoryBytes = cost.MemoryBytes, FlopsPerToken = cost.FlopsPerToken };
    }

    /// <summary>Reads them; null where there are none yet.</summary>
    public static RunFacts? Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize<RunFacts>(File.ReadAllText(path), Format) : null;

    /// <summary>Writes them.</summary>
    public void Write(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, Format) + "\n");
}
