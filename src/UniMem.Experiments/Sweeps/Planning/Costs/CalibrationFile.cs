using System.Text.Json;
using UniMem.Data;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>The calibrations of a sweep, kept in its folder so that none is made twice.</summary>
/// <param name="path">The file.</param>
public sealed class CalibrationFile(string path)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<string, RunTiming> _timings = Read(path);

    /// <summary>The calibration of a name, or null.</summary>
    public RunTiming? Find(string key) => _timings.GetValueOrDefault(key);

    /// <summary>Adds a calibration; it is on the disk when this returns.</summary>
    public void Add(string key, RunTiming timing)
    {
        _timings[key] = timing;
        WholeFile.Write(path, JsonSerializer.Serialize(_timings.OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(), Format) + "\n");
    }

    // What an older program wrote is made anew.
    private static Dictionary<string, RunTiming> Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, RunTiming>>(File.ReadAllText(path), Format) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
