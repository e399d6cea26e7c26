using System.Text.Json.Nodes;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Figures;

namespace UniMem.Experiments.Reports;

/// <summary>The interactive curves of a report: the same figures that are drawn as images, as data.</summary>
internal static class ReportCurves
{
    /// <summary>The figures that consist of curves, each in one panel.</summary>
    public static IReadOnlyList<(string Name, Figure Figure)> Of(SweepFigures figures) =>
    [
        .. figures.Configs
            .Where(config => config.Config.X is not (FigureChecks.Speed or FigureChecks.MemoryBytes or FigureChecks.Difference) && !FigureChecks.Probes.Contains(config.Config.X))
            .Select(config => (config.Name, Figure: figures.Of(config.Config with { Panels = FigureChecks.NoPanels })))
            .Where(figure => figure.Figure?.AllSeries.Any(series => series.Points.Count > 0) == true)
            .Select(figure => (figure.Name, figure.Figure!)),
    ];

    /// <summary>The tabs, the chart and the table of its numbers.</summary>
    public static string Body(IReadOnlyList<(string Name, Figure Figure)> figures) => figures.Count == 0 ? "" : $"""
        <div role="tablist" aria-label="Curves">
        {string.Join('\n', figures.Select((figure, i) => $"""<button type="button" role="tab" id="tab-{figure.Name}" data-chart="{figure.Name}" aria-controls="curves-panel" aria-selected="{(i == 0 ? "true" : "false")}">{Html.Text(figure.Figure.Title)}</button>"""))}
        </div>
        <div role="tabpanel" id="curves-panel" aria-labelledby="tab-{figures[0].Name}">
        <div class="chart-head"><p id="chart-y"></p><div class="tools" role="group" aria-label="Zoom"><button type="button" id="zoom-in">Zoom in</button><button type="button" id="zoom-out">Zoom out</button><button type="button" id="zoom-all">Show all</button></div></div>
        <div class="chart" id="chart" tabindex="0" role="group"></div>
        <div class="toggles" id="toggles" role="group" aria-label="Curves shown; press to hide or show one"></div>
        <p class="caption" id="chart-caption"></p>
        <details><summary>The numbers of this chart</summary><div class="wide" tabindex="0" role="region" aria-label="The numbers of this chart"><table id="chart-numbers"><thead></thead><tbody></tbody></table></div></details>
        </div>
        <script type="application/json" id="curves-data">{Html.Raw(new JsonArray([.. figures.Select(figure => Data(figure.Name, figure.Figure))]).ToJsonString())}</script>

        """;

    private static JsonObject Data(string name, Figure figure)
    {
        var series = figure.AllSeries.Where(s => s.Points.Count > 0).ToList();
        return new()
        {
            ["id"] = name,
            ["title"] = figure.Title,
            ["caption"] = figure.Caption,
            ["bars"] = series.Any(s => s.Intervals == IntervalStyle.Bars),
            ["x"] = new JsonObject
            {
                ["label"] = figure.X.Label,
                ["log"] = figure.X.Scale == AxisScale.Log,
                ["ticks"] = figure.X.Ticks is { } ticks ? new JsonArray([.. ticks.Select(tick => new JsonArray(tick.At, tick.Label))]) : null,
                ["range"] = figure.X is { Minimum: { } low, Maximum: { } high } ? new JsonArray(low, high) : null,
            },
            ["y"] = new JsonObject
            {
                ["label"] = figure.Y.Label,
                ["log"] = figure.Y.Scale == AxisScale.Log,
                ["max"] = figure.Y.Maximum,
                ["rules"] = new JsonArray([.. figure.Y.Rules.Select(rule => (JsonNode)rule)]),
            },
            ["series"] = new JsonArray([.. series.Select(Data)]),
        };
    }

    private static JsonObject Data(Series series)
    {
        var intervals = series.Points.Any(point => point.Low is not null);
        return new()
        {
            ["name"] = series.Name,
            ["colour"] = series.Paint.Colour,
            ["x"] = Numbers(series.Points.Select(point => (double?)point.X)),
            ["y"] = Numbers(series.Points.Select(point => (double?)point.Y)),
            ["low"] = intervals ? Numbers(series.Points.Select(point => point.Low)) : null,
            ["high"] = intervals ? Numbers(series.Points.Select(point => point.High)) : null,
        };
    }

    private static JsonArray Numbers(IEnumerable<double?> values) =>
        new([.. values.Select(value => value is { } number && double.IsFinite(number) ? JsonValue.Create(double.Round(number, 6)) : null)]);
}
