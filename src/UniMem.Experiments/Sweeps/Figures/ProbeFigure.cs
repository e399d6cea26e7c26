using System.Globalization;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>Whether memory is used: the loss of trained models against what their memory was given at evaluation.</summary>
/// <remarks>Read from the <c>probes.csv</c> that <c>unimem probe</c> writes into the sweep's folder; docs/probes.md tells its columns.</remarks>
/// <param name="parts">What the figures have in common.</param>
/// <param name="folder">The sweep's folder.</param>
public sealed class ProbeFigure(FigureParts parts, SweepFolder folder)
{
    private const int MostCurves = 6;
    private static readonly string[] Given = ["off", "other", "on"];

    private readonly IReadOnlyList<CsvRow> _rows = File.Exists(folder.At("probes.csv")) ? CsvTable.Read(folder.At("probes.csv")).Rows : [];

    /// <summary>Draws it; null where nothing was probed so.</summary>
    /// <param name="config">The figure; <see cref="FigureConfig.X"/> is one of the probes.</param>
    public Figure? Of(FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (kind, measure) = (config.X[FigureChecks.Probe.Length..], config.Y ?? Measure.Loss);
        var probes = Probes(kind);
        var values = probes.Select(probe => probe.Value).Distinct().OrderBy(Order).ToList();
        var labels = parts.Results.Cells.Select(cell => cell.Label).Where(label => probes.Any(probe => probe.Label == label)).ToList();
        if (values.Count < 2 || labels.Count == 0)
        {
            return null;
        }

        var methods = labels.Count > MostCurves ? probes.Select(probe => probe.Method).Distinct().ToList() : [""];
        IReadOnlyList<Panel> panels = [.. methods.Select(method => new Panel
        {
            Title = methods.Count == 1 ? "" : parts.Results.Plan.Settings.Labels.GetValueOrDefault(method, method),
            Series = [.. Fair(kind, values.Count, measure), .. Series([.. probes.Where(probe => method.Length == 0 || probe.Method == method)], labels, values, measure)],
        })];
        var (title, label) = Words(kind);
        var x = new Axis
        {
            Label = label,
            Ticks = [.. values.Select((value, i) => new Tick(i, Shown(value)))],
            Minimum = -0.3,
            Maximum = values.Count - 0.7,
        };
        return parts.Frame(config, $"{FigureWords.Of(measure)} {title}", x, Measures.Axis(measure, parts.Unit, "", config), panels, parts.Caption(
            (int)probes.Max(probe => probe.Documents), kind == "memory" ? "" : "Rings: as trained.",
            panels.SelectMany(panel => panel.Series).Any(series => series.Paint.Mark == Mark.None) ? "Level: a model without memory, read with overlapping windows." : "", parts.Ribbons));
    }

    private List<ProbeRow> Probes(string kind)
    {
        var rows = _rows.Select(ProbeRow.Of).ToList();
        var probed = rows.Where(row => row.Kind == kind && (kind != "memory" || row.Memory.Length == 0)).ToList();
        var own = rows.Where(row => row.Kind == "own").SelectMany(row => probed.Where(probe => probe.Run == row.Run).Take(1).Select(probe => row with { Value = probe.Trained, Trained = probe.Trained }));
        return kind is "memory" or "stride" ? [.. probed, .. own] : probed;
    }

    /// <summary>Level lines for models without memory, read with windows that overlap most: what memory must beat to be worth having.</summary>
    private IEnumerable<Series> Fair(string kind, int values, Measure measure) => kind == "stride" ? [] : _rows.Select(ProbeRow.Of)
        .Where(row => row.Kind == "stride")
        .GroupBy(row => row.Label)
        .Select(label => label.GroupBy(row => row.Value).MinBy(stride => Order(stride.Key))!)
        .Select(stride => (Label: $"{stride.First().Label}, stride {stride.Key}", At: Estimate.OfMean([.. stride.Select(seed => Measures.Of(measure, seed.Score))])))
        .Select(level => new Series
        {
            Name = level.Label,
            Paint = Palette.Baseline with { Mark = Mark.None },
            Points = [Measures.At(0, level.At, measure), Measures.At(values - 1, level.At, measure)],
        });

    private IEnumerable<Series> Series(IReadOnlyList<ProbeRow> probes, IReadOnlyList<string> labels, IReadOnlyList<string> values, Measure measure)
    {
        var curves = probes.GroupBy(probe => (probe.Label, probe.Memory)).Where(curve => labels.Contains(curve.Key.Label)).OrderBy(curve => labels.ToList().IndexOf(curve.Key.Label)).ToList();
        var memories = curves.GroupBy(curve => curve.Key.Label).Where(label => label.Count() > 1).Select(label => label.Key).ToHashSet();
        foreach (var (index, curve) in curves.Index())
        {
            var paint = memories.Count == 0 ? PaintOf(curve.Key.Label) : Palette.Of(index);
            var name = memories.Contains(curve.Key.Label) ? $"{curve.Key.Label}, {curve.Key.Memory}" : curve.Key.Label;
            yield return new() { Name = name, Paint = paint, Points = Points(curve, values, measure) };
            var trained = curve.Where(probe => probe.Value == probe.Trained && probe.Value != "on").ToList();
            if (trained.Count > 0)
            {
                yield return new() { Name = "", Paint = paint with { Mark = Mark.Ring }, Style = SeriesStyle.Marks, Points = [.. Points(trained, values, measure).Select(point => new Point(point.X, point.Y))] };
            }
        }
    }

    private Paint PaintOf(string label)
    {
        var colours = parts.Results.Cells.Where(cell => !parts.Results.IsBaseline(cell)).Select(cell => cell.Label).ToList();
        return colours.IndexOf(label) is var index and >= 0 ? Palette.Of(index) : Palette.Baseline;
    }

    private static List<Point> Points(IEnumerable<ProbeRow> probes, IReadOnlyList<string> values, Measure measure) =>
    [
        .. probes.GroupBy(probe => probe.Value)
            .Select(seeds => Measures.At(values.ToList().IndexOf(seeds.Key), Estimate.OfMean([.. seeds.Select(seed => Measures.Of(measure, seed.Score))]), measure))
            .OrderBy(point => point.X),
    ];

    private static double Order(string value) => Array.IndexOf(Given, value) is var place and >= 0 ? place : double.Parse(value, CultureInfo.InvariantCulture);

    private static string Shown(string value) => value switch { "off" => "nothing", "other" => "another document's", "on" => "its own", _ => value };

    private static (string Title, string Label) Words(string kind) => kind switch
    {
        "memory" => ("by the memory given at evaluation", "What memory held at evaluation"),
        "capacity" => ("by the capacity given at evaluation", "Capacity of memory at evaluation, in slots"),
        "top_k" => ("by the slots picked at evaluation", "Slots that a query picks at evaluation"),
        "window" => ("by the window given at evaluation", "Window of memory at evaluation, in tokens"),
        _ => ("with overlapping windows, without memory", "Stride of overlapping windows at evaluation, in tokens"),
    };

    private sealed record ProbeRow(string Run, string Label, string Method, string Kind, string Memory, string Value, string Trained, Score Score, long Documents)
    {
        public static ProbeRow Of(CsvRow row) => new(
            row["run"], row["label"], row["method"], row["probe"], row["memory"], row["value"], row["trained"],
            new(row.Double("nats"), row.Long("targets"), row.Long("bytes")), row.Long("documents"));
    }
}
