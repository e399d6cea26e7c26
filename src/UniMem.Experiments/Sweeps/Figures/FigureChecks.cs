using UniMem.Components;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>Finds what the figures of a sweep file ask for and cannot have, before anything is trained.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="writtenAt">Where a setting of its file was written.</param>
public sealed class FigureChecks(SweepPlan plan, Func<string, SourceLocation> writtenAt)
{
    /// <summary>Training steps.</summary>
    public const string Step = "step";

    /// <summary>Tokens seen in training.</summary>
    public const string Tokens = "tokens";

    /// <summary>Time of training.</summary>
    public const string Time = "time";

    /// <summary>Position in the document.</summary>
    public const string Position = "position";

    /// <summary>Bytes of memory.</summary>
    public const string MemoryBytes = "memory_bytes";

    /// <summary>Speed of training.</summary>
    public const string Speed = "tokens_per_second";

    /// <summary>Bars of differences.</summary>
    public const string Difference = "difference";

    /// <summary>Begins the names of what the memory was given at evaluation.</summary>
    public const string Probe = "probe_";

    /// <summary>Said of panels: all in one.</summary>
    public const string NoPanels = "none";

    /// <summary>The probes, as <c>unimem probe</c> names them.</summary>
    public static IReadOnlyList<string> Probes { get; } = [Probe + "memory", Probe + "capacity", Probe + "top_k", Probe + "window", Probe + "stride"];

    private static readonly string[] Kinds = [Step, Tokens, Time, Position, MemoryBytes, Speed, Difference, .. Probes];

    /// <summary>Checks all figures.</summary>
    /// <exception cref="ConfigurationException">A figure names what the sweep does not vary, or sets what has no effect in it.</exception>
    public void Check()
    {
        foreach (var (name, figure) in plan.Settings.Plot.Figures)
        {
            var path = $"plot.figures.{name}";
            CheckX($"{path}.x", figure);
            CheckY(path, figure);
            CheckAxes(path, figure);
            CheckScales(path, figure);
        }
    }

    private IReadOnlyList<string> Paths => VariedAxes.Paths(plan);

    private void CheckX(string path, FigureConfig figure)
    {
        if (figure.X == SweepAxis.Seed)
        {
            throw Wrong(path, "figures show means over the seeds, so they cannot run along them.");
        }

        if (!Kinds.Contains(figure.X) && !Paths.Contains(figure.X))
        {
            throw Wrong(path, $"'{figure.X}' is neither measured nor an axis of this sweep{NearestName.Hint(figure.X, [.. Kinds, .. Paths])}");
        }

        if (!Kinds.Contains(figure.X) && ValuesOf(figure.X).Values.Count < 2)
        {
            throw Wrong(path, $"the runs of this sweep have one value of '{figure.X}' only; a curve needs two.");
        }
    }

    private void CheckY(string path, FigureConfig figure)
    {
        var compares = figure.Y == Measure.Difference || figure.X == Difference;
        if (compares && plan.Baseline is null)
        {
            throw Wrong(figure.X == Difference ? $"{path}.x" : $"{path}.y", "there is nothing to differ from; name the baseline of the sweep, such as baseline: vanilla.");
        }

        if (figure.X is Difference && figure.Y is not null)
        {
            throw Wrong($"{path}.y", $"has no effect where x is {figure.X}; leave it out.");
        }

        if (figure.Y == Measure.Difference && (Probes.Contains(figure.X) || figure.X is Step or Tokens or Time or MemoryBytes or Speed))
        {
            throw Wrong($"{path}.y", $"a difference is taken after training, so x must be position or an axis of the sweep; it is {figure.X}.");
        }
    }

    private void CheckAxes(string path, FigureConfig figure)
    {
        foreach (var (key, value) in new[] { ("series", figure.Series), ("panels", figure.Panels) }.Where(axis => axis.Item2.Length > 0 && axis.Item2 != NoPanels))
        {
            if (!Paths.Contains(value))
            {
                throw Wrong($"{path}.{key}", value == SweepAxis.Seed
                    ? "figures show means over the seeds, so they cannot be told apart by them."
                    : $"'{value}' is no axis of this sweep{NearestName.Hint(value, Paths)}");
            }

            var taken = value == figure.X ? "x" : key == "panels" && value == figure.Series ? "series" : "";
            if (taken.Length > 0)
            {
                throw Wrong($"{path}.{key}", $"'{value}' is {taken} of this figure already; name another axis or leave it out.");
            }

            if (Probes.Contains(figure.X))
            {
                throw Wrong($"{path}.{key}", $"has no effect where x is {figure.X}: each model is a curve; leave it out.");
            }
        }

        if (figure.Series == NoPanels)
        {
            throw Wrong($"{path}.series", $"'{NoPanels}' is no axis of this sweep{NearestName.Hint(NoPanels, Paths)}");
        }
    }

    private void CheckScales(string path, FigureConfig figure)
    {
        var y = figure.X is Difference ? "rows have no scale" : figure.Y == Measure.Difference && figure.YScale == AxisScale.Log ? "differences may be negative" : "";
        if (figure.YScale is not null && y.Length > 0)
        {
            throw Wrong($"{path}.y_scale", $"has no effect here, because {y}; leave it out.");
        }

        var x = figure.X is Position ? "positions are shown in bins of equal width"
            : Probes.Contains(figure.X) ? "what was given stands at equal distances"
            : figure.X is Difference && figure.XScale == AxisScale.Log ? "differences may be negative"
            : !Kinds.Contains(figure.X) && ValuesOf(figure.X).Numbers is null ? $"the values of '{figure.X}' are not numbers of one unit"
            : !Kinds.Contains(figure.X) && figure.XScale == AxisScale.Log && ValuesOf(figure.X).Numbers!.Values.Min() <= 0 ? $"'{figure.X}' has values that are not above 0"
            : "";
        if (figure.XScale is not null && x.Length > 0)
        {
            throw Wrong($"{path}.x_scale", $"has no effect here, because {x}; leave it out.");
        }
    }

    private ConfigurationException Wrong(string path, string problem) => writtenAt(path).Wrong(path, problem);

    private VariedAxis ValuesOf(string path) => new(path, [.. plan.Runs.Select(run => run.Values.GetValueOrDefault(path)).OfType<string>().Distinct()]);
}
