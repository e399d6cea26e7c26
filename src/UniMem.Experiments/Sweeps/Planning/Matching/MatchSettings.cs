using System.ComponentModel.DataAnnotations;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Matching;

/// <summary>
/// The <c>match</c> of a sweep: what every run is made equal to the baseline in. A word such as <c>compute</c>, or
/// <c>{quantity: parameters, by: width, tolerance: 0.02, beyond: error}</c>.
/// </summary>
public sealed record MatchSettings
{
    /// <summary>The key in a sweep file.</summary>
    public const string Key = "match";

    /// <summary>What is made equal.</summary>
    public required MatchQuantity Quantity { get; init; }

    /// <summary>What is changed for it; null for the width where parameters are matched, and for the steps otherwise.</summary>
    public MatchBy? By { get; init; }

    /// <summary>The part of the baseline's amount that a run may miss it by: 0.02 is two per cent. Above 0, below 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Tolerance { get; init; } = 0.02;

    /// <summary>What happens when no value comes within the tolerance.</summary>
    public MatchBeyond Beyond { get; init; } = MatchBeyond.Error;

    /// <summary>What is changed.</summary>
    public MatchBy Lever => By ?? (Quantity == MatchQuantity.Parameters ? MatchBy.Width : MatchBy.Steps);

    /// <summary>The setting that is changed.</summary>
    public string Path => Lever == MatchBy.Steps ? "training.steps" : $"model.{SnakeCase.Of(Lever.ToString())}";

    /// <summary>Reads the settings.</summary>
    /// <param name="written">What was written.</param>
    /// <exception cref="ConfigurationException">A setting is unknown, or what is to be changed does not change the quantity.</exception>
    public static MatchSettings Read(ConfigNode written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var map = written is ConfigScalar ? new ConfigMap([new("quantity", written.Location, written)], written.Location) : written;
        var settings = new ConfigBinder(new ComponentRegistry()).Bind<MatchSettings>(map, Key);
        var fitting = settings.Quantity switch
        {
            MatchQuantity.Parameters => (MatchBy[])[MatchBy.Width, MatchBy.FeedForward, MatchBy.Layers],
            MatchQuantity.Compute => [MatchBy.Steps, MatchBy.Width, MatchBy.FeedForward, MatchBy.Layers],
            _ => [MatchBy.Steps],
        };
        return fitting.Contains(settings.Lever)
            ? settings
            : throw (map is ConfigMap { } m && m["by"] is { } by ? by : written).Location.Wrong(
                $"{Key}.by",
                $"{SnakeCase.Of(settings.Lever.ToString())} is not what {SnakeCase.Of(settings.Quantity.ToString())} is matched by; write {string.Join(" or ", fitting.Select(f => SnakeCase.Of(f.ToString())))}.");
    }
}

/// <summary>What runs are made equal in.</summary>
public enum MatchQuantity
{
    /// <summary>Learned numbers.</summary>
    Parameters,

    /// <summary>Floating-point operations of the whole training: three times those of the forward pass with full memories.</summary>
    Compute,

    /// <summary>Positions that are trained on.</summary>
    Tokens,

    /// <summary>Seconds of training on this machine, evaluations left out, as a calibration measured them.</summary>
    WallTime,
}

/// <summary>What is changed to make runs equal.</summary>
public enum MatchBy
{
    /// <summary>Optimizer steps.</summary>
    Steps,

    /// <summary>The width of the model, in steps that the heads divide; the feed-forward width keeps its ratio to it.</summary>
    Width,

    /// <summary>The feed-forward width.</summary>
    FeedForward,

    /// <summary>The layers.</summary>
    Layers,
}

/// <summary>What happens when a run cannot be matched within the tolerance.</summary>
public enum MatchBeyond
{
    /// <summary>The sweep is refused.</summary>
    Error,

    /// <summary>The run takes part as near as it comes, and tables say so.</summary>
    Warning,
}
