using System.Globalization;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>Whether what an evaluation is told to do means anything to the model that it evaluates.</summary>
public static class EvaluationFit
{
    /// <summary>Checks it.</summary>
    /// <param name="config">The evaluation.</param>
    /// <param name="model">What is evaluated.</param>
    /// <param name="segment">Tokens of a segment.</param>
    /// <param name="path">Where the evaluation stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A setting has no effect on this model, or means nothing to it.</exception>
    public static void Check(EvaluationConfig config, ModelConfig model, int segment, string path = "evaluation")
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(model);
        CheckMemory(config, [.. model.Memories.Keys], path);
        if (config.Stride > segment)
        {
            throw Wrong($"{path}.stride", $"{config.Stride} would pass over tokens: a segment has {segment}; write 1 to {segment}, or 0 for a whole segment.");
        }

        if (config.Stride > 0 && config.Stride < segment && model.Memories.Keys.Any(memory => config.Memory != MemoryUse.Off || !config.Changes(memory)))
        {
            throw Wrong(
                $"{path}.stride",
                $"{config.Stride} lets segments of {segment} tokens overlap, and this model would remember what overlaps twice; leave it out, or set {path}.memory=off.");
        }
    }

    private static void CheckMemory(EvaluationConfig config, IReadOnlyList<string> known, string path)
    {
        var memory = config.Memory.ToString().ToLowerInvariant();
        if (config.Memory != MemoryUse.On && known.Count == 0)
        {
            throw Wrong($"{path}.memory", $"'{memory}' has no effect: this model has no memory; leave it out.");
        }

        if (config.Memory == MemoryUse.On && config.Memories.Count > 0)
        {
            throw Wrong($"{path}.memories", $"has no effect while {path}.memory is on; set that to off or other, or leave this out.");
        }

        if (config.Memories.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw Wrong($"{path}.memories", $"no memory is called '{unknown}'. Known: {string.Join(", ", known)}.");
        }
    }

    private static ConfigurationException Wrong(string path, FormattableString problem) => new(path, problem.ToString(CultureInfo.InvariantCulture));
}
