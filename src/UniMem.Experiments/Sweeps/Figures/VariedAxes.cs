using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>Finds what tells the cells of a sweep apart.</summary>
public static class VariedAxes
{
    /// <summary>
    /// The axes with more than one value, methods first, seeds left out. An axis whose value follows from that of an earlier one, as paired axes
    /// do, tells nothing more and is left out too.
    /// </summary>
    public static IReadOnlyList<VariedAxis> Of(SweepResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var axes = Paths(results.Plan)
            .Select(path => new VariedAxis(path, [.. results.Cells.Select(cell => ValueOf(cell, path)).OfType<string>().Distinct()]) { Label = LabelOf(results.Plan, path) })
            .Where(axis => axis.Values.Count > 1)
            .ToList();
        return [.. axes.Where((axis, i) => !axes.Take(i).Any(earlier => Follows(results.Cells, earlier.Path, axis.Path)))];
    }

    /// <summary>The paths that a figure may name: every axis of the sweep but the seeds.</summary>
    public static IReadOnlyList<string> Paths(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Axes.Select(axis => axis.Path).Where(path => path != SweepAxis.Seed).OrderBy(path => path == SweepAxis.Method ? 0 : 1)];
    }

    /// <summary>The value that a cell has on an axis, as text; null where its method has no such setting.</summary>
    public static string? ValueOf(SweepCell cell, string path)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return path == SweepAxis.Method ? cell.Method : cell.Runs[0].Run.Values.GetValueOrDefault(path);
    }

    private static string LabelOf(SweepPlan plan, string path) => plan.Axes.FirstOrDefault(axis => axis.Path == path) is { } axis
        ? plan.Settings.Labels.GetValueOrDefault(axis.NameAmong(plan.Axes), "")
        : "";

    private static bool Follows(IReadOnlyList<SweepCell> cells, string from, string path) =>
        cells.GroupBy(cell => ValueOf(cell, from)).All(group => group.Select(cell => ValueOf(cell, path)).Distinct().Count() == 1);
}
