using System.ComponentModel.DataAnnotations;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Sweeps.Slurm;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What a sweep file says besides the runs themselves.</summary>
public sealed record SweepSettings
{
    /// <summary>Runs at work at the same time; the cores are divided among them. At least 1.</summary>
    [Range(1, int.MaxValue)]
    public int Jobs { get; init; } = 1;

    /// <summary>How often a run that failed is tried again, after the others; what would fail in the same way is not. At least 0.</summary>
    [Range(0, int.MaxValue)]
    public int Retries { get; init; }

    /// <summary>Which runs are stopped before their end.</summary>
    public PruningSettings Pruning { get; init; } = new();

    /// <summary>What each run is given on a Slurm cluster, with <c>--launcher slurm</c>.</summary>
    public SlurmSettings Slurm { get; init; } = new();

    /// <summary>Which figures are drawn, and how they are entitled.</summary>
    public SweepPlot Plot { get; init; } = new();

    /// <summary>Names for tables and figures, by the label or value that they replace, such as <c>unimix: UniMix</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
