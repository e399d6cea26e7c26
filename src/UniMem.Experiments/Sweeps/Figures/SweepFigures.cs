using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>The figures of a sweep: those that its file names, or the usual ones.</summary>
/// <param name="results">What the runs found, with at least one cell.</param>
/// <param name="folder">Where the runs are.</param>
public sealed class SweepFigures(SweepResults results, SweepFolder folder)
{
    private readonly FigureParts _parts = new(results);
    private readonly Dictionary<string, RunCourse> _courses = [];

    /// <summary>What is to be drawn, by the name of the file.</summary>
    public IReadOnlyList<(string Name, FigureConfig Config)> Configs =>
        [.. results.Plan.Settings.Plot.Figures is { Count: > 0 } chosen ? chosen.Select(f => (f.Key, f.Value)) : Usual()];

    /// <summary>Every figure that the results allow, by the name of its file.</summary>
    public IReadOnlyList<(string Name, Figure Figure)> All() =>
    [
        .. Configs.Select(f => (f.Name, Figure: Of(f.Config)))
            .Where(f => f.Figure?.AllSeries.Any(series => series.Points.Count > 0) == true)
            .Select(f => (f.Name, f.Figure!)),
    ];

    /// <summary>Sentences on the figures that the sweep's file names and that the results do not allow yet.</summary>
    public IReadOnlyList<string> Missing()
    {
        var drawn = All().Select(figure => figure.Name).ToHashSet();
        return [.. results.Plan.Settings.Plot.Figures.Where(figure => !drawn.Contains(figure.Key)).Select(figure => $"{figure.Key} is not drawn, because the runs do not tell what it shows yet"
            + (FigureChecks.Probes.Contains(figure.Value.X) ? $"; './unimem probe {ConfigFiles.Shown(results.Plan.File)}' finds it out." : "."))];
    }

    /// <summary>A figure; null where the results do not allow it yet.</summary>
    /// <param name="config">What it shows.</param>
    public Figure? Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.X switch
        {
            FigureChecks.Step or FigureChecks.Tokens or FigureChecks.Time => new CourseFigure(_parts, CourseOf).Of(config),
            FigureChecks.Position => new PositionFigure(_parts).Of(config),
            FigureChecks.MemoryBytes or FigureChecks.Speed => new CostFigure(_parts).Of(config),
            FigureChecks.Difference => new DifferenceFigure(_parts).Of(config),
            _ when FigureChecks.Probes.Contains(config.X) => new ProbeFigure(_parts, folder).Of(config),
            _ => new AxisFigure(_parts).Of(config),
        };
    }

    private IEnumerable<(string, FigureConfig)> Usual()
    {
        yield return ("perplexity-by-step", new() { X = FigureChecks.Step });
        yield return ("perplexity-by-tokens", new() { X = FigureChecks.Tokens });
        yield return ("perplexity-by-time", new() { X = FigureChecks.Time });
        yield return ("perplexity-by-position", new() { X = FigureChecks.Position });
        if (results.Cells.Any(cell => results.BaselineOf(cell) is not null))
        {
            yield return ("difference-by-position", new() { X = FigureChecks.Position, Y = Measure.Difference });
            yield return ("difference", new() { X = FigureChecks.Difference });
        }

        foreach (var axis in VariedAxes.Of(results).Where(axis => axis.Path != Planning.SweepAxis.Method))
        {
            yield return ($"perplexity-by-{FileName(axis.Path)}", new() { X = axis.Path });
        }

        foreach (var probe in FigureChecks.Probes)
        {
            yield return (probe.Replace('_', '-'), new() { X = probe });
        }

        yield return ("perplexity-by-memory-bytes", new() { X = FigureChecks.MemoryBytes });
        yield return ("perplexity-by-speed", new() { X = FigureChecks.Speed });
    }

    private RunCourse CourseOf(RunResult run)
    {
        if (!_courses.TryGetValue(run.Run.Id, out var course))
        {
            _courses[run.Run.Id] = course = RunCourse.Read(folder.Run(run.Run.Id));
        }

        return course;
    }

    private static string FileName(string path) => string.Join('-', path.Split('.').TakeLast(2)).Replace('_', '-');
}
