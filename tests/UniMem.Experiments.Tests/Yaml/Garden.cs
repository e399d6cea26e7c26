using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tests.Yaml;

/// <summary>A small configuration with every form that settings take, for tests of the reader alone.</summary>
public sealed record Garden
{
    public required string Name { get; init; }

    [System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)]
    public int Beds { get; init; } = 2;

    public double? Slope { get; init; }

    public bool Fenced { get; init; }

    public Season Season { get; init; }

    public SlotCount Space { get; init; } = 64;

    public LayerSelection Layers { get; init; } = LayerSelection.All;

    public PlantConfig Tree { get; init; } = new OakConfig { Height = 7 };

    public IReadOnlyList<int> Steps { get; init; } = [];

    public IReadOnlyDictionary<string, Bed> Plots { get; init; } = new Dictionary<string, Bed>();

    [FilePath]
    public string? Map { get; init; }

    public static ConfigBinder Binder => new(new ComponentRegistry().Add(typeof(Garden).Assembly));

    public static Garden Read(string yaml) => Binder.Bind<Garden>(YamlReader.Read(yaml, "garden.yaml"));
}

public sealed record Bed
{
    public required PlantConfig Plant { get; init; }

    public long Rows { get; init; } = 1;
}

public enum Season
{
    Spring,
    LateSummer,
}

public abstract record PlantConfig : ComponentConfig;

[Component("oak")]
public sealed record OakConfig : PlantConfig
{
    public double Height { get; init; } = 20;

    public int Rings
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentException("rings cannot be negative.");
    }
}

[Component("hedge")]
public sealed record HedgeConfig : PlantConfig
{
    public IReadOnlyList<PlantConfig> Plants { get; init; } = [];
}

[Component("moss")]
public sealed record MossConfig : PlantConfig;
