using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Reports;

/// <summary>Writes a sweep as one HTML page that needs no other file and no network.</summary>
/// <remarks>The same results give the same bytes. A content security policy in the page forbids every request.</remarks>
/// <param name="renderer">What draws the figures.</param>
/// <param name="assets">What the page is made of.</param>
public sealed class ReportPage(IFigureRenderer renderer, ReportAssets assets)
{
    /// <summary>The page.</summary>
    /// <param name="results">The sweep, with at least one cell.</param>
    /// <param name="folder">Where its runs are.</param>
    /// <exception cref="FigureException">A figure cannot be drawn.</exception>
    public string Of(SweepResults results, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(folder);
        var (plan, analysis) = (results.Plan, SweepAnalysis.Of(results));
        var environment = new ReportEnvironment(plan, folder);
        var figures = new SweepFigures(results, folder);
        var curves = assets.Curves is null ? [] : ReportCurves.Of(figures);
        var images = figures.All().Where(figure => curves.All(curve => curve.Name != figure.Name)).ToList();
        var warnings = new ReportWarnings(analysis, folder, environment).All();
        (string Id, string Title, string Body)[] sections =
        [
            ("findings", "Findings", Findings(analysis)),
            ("results", "Results", ReportTable.Body(analysis)),
            ("curves", "Curves", ReportCurves.Body(curves)),
            ("figures", "Figures", Static() + ReportImages.Body(images, renderer)),
            ("settings", "What was varied", ReportDifferences.Body(plan)),
            ("environment", "Environment", environment.Body()),
        ];
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <link rel="icon" href="data:,">
            <title>{Html.Text(plan.Name)}</title>
            <style>
            {Html.Raw(assets.Curves?.Style ?? "")}
            {Html.Raw(ReportAssets.Style)}</style>
            </head>
            <body>
            <a class="skip" href="#main">To the results</a>
            <header>
            <h1>{Html.Text(plan.Name)}</h1>
            <p class="question">{Html.Text(ReportQuestion.Of(plan.File))}</p>
            <p class="facts">{Html.Text(Facts(results))}</p>
            <button type="button" id="theme" hidden></button>
            <nav aria-label="Sections"><ul>
            {string.Concat(sections.Where(section => section.Body.Length > 0).Select(section => $"<li><a href=\"#{section.Id}\">{Html.Text(section.Title)}</a></li>\n"))}</ul></nav>
            </header>
            {Warnings(warnings)}<main id="main">
            {string.Concat(sections.Select(section => Html.Section(section.Id, section.Title, section.Body)))}</main>
            <footer><p>Made again by <code>./unimem report {Html.Text(ShellWords.Of([ConfigFiles.Shown(plan.File), .. plan.Overrides]))}</code>, from the run folders in {Html.Text(ConfigFiles.Shown(folder.Path))}.{(assets.Curves is null ? "" : " Curves are drawn by uPlot (MIT licence).")}</p></footer>
            <p id="said" class="hidden" aria-live="polite"></p>
            {Programs(curves.Count > 0)}</body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static string Findings(SweepAnalysis analysis)
    {
        var list = Html.List("findings", SweepFindings.Of(analysis));
        return list.Length > 0 ? list : "<p>The sweep names no baseline, so nothing is compared.</p>\n";
    }

    private static string Warnings(IReadOnlyList<string> warnings) => warnings.Count == 0
        ? ""
        : $"<aside class=\"warnings\" aria-labelledby=\"warnings-title\">\n<h2 id=\"warnings-title\">Know before you read on</h2>\n{Html.List("quiet-list", warnings)}</aside>\n";

    private static string Facts(SweepResults results)
    {
        var cells = results.Runs.Select(run => run.Run.Label).Distinct().Count();
        var steps = results.Runs.Select(run => run.Run.Run.Config.Training.Steps).Distinct().Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Runs.Count} runs of {cells} configurations; {(steps.Count == 1 ? $"{steps[0]:N0}" : $"{steps[0]:N0} to {steps[^1]:N0}")} training steps; {results.Documents} held-out documents.");
    }

    private string Static() => assets.Curves is null
        ? "<p class=\"caption\">UniMem was built without npm, so the curves are drawn and cannot be explored; build it with npm to hover, zoom and hide curves.</p>\n"
        : "";

    private string Programs(bool withCurves) => withCurves && assets.Curves is { } curves
        ? $"<script>\n/*\n{Html.Raw(curves.License.Trim())}\n*/\n{Html.Raw(curves.Script)}</script>\n<script>\n{Html.Raw(ReportAssets.CurvesScript)}</script>\n<script>\n{Html.Raw(ReportAssets.Script)}</script>\n"
        : $"<script>\n{Html.Raw(ReportAssets.Script)}</script>\n";
}
