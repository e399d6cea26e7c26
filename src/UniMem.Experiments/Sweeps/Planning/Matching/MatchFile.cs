using System.Text.Json;
using UniMem.Data;

namespace UniMem.Experiments.Sweeps.Planning.Matching;

/// <summary>The values that runs of a sweep were given to match the baseline, kept so that a sweep that goes on keeps them.</summary>
/// <param name="path">The file; null keeps them for as long as this lives.</param>
public sealed class MatchFile(string? path)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<string, MatchedValue> _values = path is not null && File.Exists(path)
        ? JsonSerializer.Deserialize<Dictionary<string, MatchedValue>>(File.ReadAllText(path), Format) ?? []
        : [];

    /// <summary>The value that a run was given, or null.</summary>
    /// <param name="key">What was matched to what.</param>
    public MatchedValue? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>Notes a value.</summary>
    public void Add(string key, MatchedValue value)
    {
        _values[key] = value;
        if (path is not null)
        {
            WholeFile.Write(path, JsonSerializer.Serialize(_values, Format) + "\n");
        }
    }
}

/// <summary>A value that was found by matching.</summary>
/// <param name="Value">The value.</param>
/// <param name="Target">The baseline's amount.</param>
/// <param name="Reached">The run's amount with it.</param>
public sealed record MatchedValue(long Value, double Target, double Reached);
