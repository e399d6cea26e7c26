using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>How the cells of a sweep are shared out among the panels and the series of a figure.</summary>
public sealed class CellGrid
{
    private const int MostCurves = 6;
    private readonly SweepResults _results;
    private readonly IReadOnlyList<VariedAxis> _named;

    /// <param name="results">The sweep, with at least one cell.</param>
    /// <param name="x">The axis that runs along the figure; other paths leave all axes to series and panels.</param>
    /// <param name="series">The axis told apart by colour; empty for the first one left.</param>
    /// <param name="panels">The axis with a panel for each value; empty where the number of curves decides, <c>none</c> for no panels.</param>
    /// <param name="gather">Whether a series holds every cell of its colour, whatever else tells them apart.</param>
    public CellGrid(SweepResults results, string x, string series, string panels, bool gather = false)
    {
        ArgumentNullException.ThrowIfNull(results);
        _results = results;
        Axes = VariedAxes.Of(results);
        X = Axes.FirstOrDefault(axis => axis.Path == x);
        var left = Axes.Where(axis => axis != X).ToList();
        var colour = left.FirstOrDefault(axis => axis.Path == series) ?? left.FirstOrDefault(axis => axis.Path != panels);
        var curves = results.Cells.Select(cell => string.Join('\n', left.Select(axis => VariedAxes.ValueOf(cell, axis.Path)))).Distinct().Count();
        var panel = panels switch
        {
            FigureChecks.NoPanels => null,
            "" => curves > MostCurves && !gather ? left.FirstOrDefault(axis => axis != colour) : null,
            _ => left.FirstOrDefault(axis => axis.Path == panels),
        };
        _named = [.. left.Where(axis => gather ? axis == colour : axis != panel)];
        Panels = panel is null
            ? [new("", Series(results.Cells))]
            : [.. panel.Values.Select(value => new CellPanel(Title(panel, value), Series(results.Cells.Where(cell => VariedAxes.ValueOf(cell, panel.Path) is not { } own || own == value))))];
    }

    /// <summary>The axes that vary, seeds left out.</summary>
    public IReadOnlyList<VariedAxis> Axes { get; }

    /// <summary>The axis that runs along the figure; null where none does.</summary>
    public VariedAxis? X { get; }

    /// <summary>The panels; one without a title where nothing is spread over panels. A cell that lacks the panels' setting is in each.</summary>
    public IReadOnlyList<CellPanel> Panels { get; }

    /// <summary>The names of all series in the order of their colours.</summary>
    public IReadOnlyList<string> Names => [.. _results.Cells.Select(NameOf).Distinct()];

    /// <summary>A value of an axis as tables and figures call it.</summary>
    public string Shown(string value) => _results.Plan.Settings.Labels.GetValueOrDefault(value, VariedAxis.Shown(value));

    private List<CellSeries> Series(IEnumerable<SweepCell> cells) =>
        [.. cells.GroupBy(NameOf).Select(group => new CellSeries(group.Key, PaintOf(group.Key), [.. group]))];

    private string NameOf(SweepCell cell)
    {
        var parts = _named.Select(axis => (Axis: axis, Value: VariedAxes.ValueOf(cell, axis.Path))).Where(part => part.Value is not null)
            .Select(part => part.Axis.Path is SweepAxis.Method or SweepAxis.Case || (part.Axis.Numbers is null && _named.Count == 1) ? Shown(part.Value!) : $"{part.Axis.ShortName} {Shown(part.Value!)}");
        return string.Join(", ", parts) is { Length: > 0 } name ? name : X is null ? cell.Label : Shown(cell.Method) is { Length: > 0 } method ? method : _results.Plan.Name;
    }

    private Paint PaintOf(string name)
    {
        var quiet = _results.Cells.GroupBy(NameOf).Where(group => group.All(_results.IsBaseline)).Select(group => group.Key).ToHashSet();
        var all = Names;
        return quiet.Count == all.Count ? Palette.Of(all.Index().First(n => n.Item == name).Index)
            : quiet.Contains(name) ? Palette.Baseline
            : Palette.Of(all.Where(n => !quiet.Contains(n)).Index().First(n => n.Item == name).Index);
    }

    private string Title(VariedAxis panel, string value) =>
        panel.Path is SweepAxis.Method or SweepAxis.Case || (panel.Numbers is null && panel.Label.Length == 0) ? Shown(value) : $"{panel.ShortName} {Shown(value)}";
}

/// <summary>The cells of one panel.</summary>
/// <param name="Title">What tells it from the other panels; empty where there is one only.</param>
/// <param name="Series">Its series, in the order of the sweep.</param>
public sealed record CellPanel(string Title, IReadOnlyList<CellSeries> Series);

/// <summary>The cells of one colour of one panel.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Paint">Its colour and mark, the same in every panel.</param>
/// <param name="Cells">Its cells: one, or several along the horizontal axis.</param>
public sealed record CellSeries(string Name, Paint Paint, IReadOnlyList<SweepCell> Cells);
