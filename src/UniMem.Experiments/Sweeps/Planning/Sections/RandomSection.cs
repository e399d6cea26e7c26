using System.ComponentModel.DataAnnotations;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Sections;

/// <summary>
/// Reads <c>random</c>: <c>{draws: 20, seed: 1, settings: {training.optimizer.learning_rate: {log: [1.0e-4, 1.0e-2]}}}</c>, each draw with every
/// combination of the axes.
/// </summary>
internal static class RandomSection
{
    public const string Key = "random";

    private static readonly string[] Apart = ["settings", "where"];

    public static SweepDimension Read(ConfigNode written)
    {
        var map = written as ConfigMap
            ?? throw written.Location.Wrong(Key, $"expected draws, seed and settings; got {written.Describe()}.");
        var numbers = Apart.Aggregate(map, (left, key) => left.Without(key));
        if (numbers.Entries.FirstOrDefault(entry => entry.Key is not ("draws" or "seed")) is { } unknown)
        {
            throw unknown.Location.Wrong($"{Key}.{unknown.Key}", $"unknown key{NearestName.Hint(unknown.Key, ["draws", "seed", .. Apart])}");
        }

        var settings = new ConfigBinder(new ComponentRegistry()).Bind<Settings>(numbers, Key);
        var where = map["where"] is { } condition ? SweepCondition.Read(condition, $"{Key}.where") : null;
        if (map["settings"] is not ConfigMap { Entries.Count: > 0 } drawn)
        {
            throw map.Location.Wrong($"{Key}.settings", "missing; it says what is drawn from which range, such as {training.optimizer.learning_rate: {log: [1.0e-4, 1.0e-2]}}.");
        }

        var axes = drawn.Entries.Select(entry => Axis(entry, settings)).ToList();
        return new(
            [.. Enumerable.Range(0, settings.Draws).Select(draw => new SweepChoice(
                $"{Key}.settings", [.. axes.Select(axis => new SweepAssignment(axis.Path, axis.Values[draw], axis.Location))], where, map.Location))],
            axes);
    }

    private static SweepAxis Axis(ConfigEntry entry, Settings settings)
    {
        var place = $"{Key}.settings.{entry.Key}";
        AxesSection.CheckPath(entry, place);
        var range = RandomRange.Read(entry.Value, place);
        return new(entry.Key, [.. Enumerable.Range(0, settings.Draws).Select(draw => range.Draw(settings.Seed, entry.Key, draw))], entry.Location);
    }

    private sealed record Settings
    {
        [Range(1, 100_000)]
        public required int Draws { get; init; }

        [Range(0.0, double.MaxValue)]
        public long Seed { get; init; } = 1;
    }
}
