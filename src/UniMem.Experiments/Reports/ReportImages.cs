using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Reports;

/// <summary>The drawn figures of a report, held in it as vector images.</summary>
internal static class ReportImages
{
    /// <summary>The figures, each with its caption for those who do not see it.</summary>
    public static string Body(IReadOnlyList<(string Name, Figure Figure)> figures, IFigureRenderer renderer) => figures.Count == 0
        ? ""
        : $"<div class=\"figures\">\n{string.Concat(figures.Select(figure => One(figure.Figure, renderer)))}</div>\n";

    private static string One(Figure figure, IFigureRenderer renderer)
    {
        var image = Convert.ToBase64String(renderer.Render(figure, ImageFormat.Svg));
        var alternative = $"{figure.Title}. Horizontally: {figure.X.Label}. Vertically: {(figure.Y.Label.Length > 0 ? figure.Y.Label : "one row each")}. Shown: {string.Join(", ", figure.AllSeries.Select(series => series.Name).Where(name => name.Length > 0).Distinct())}.";
        return $"<figure><img src=\"data:image/svg+xml;base64,{image}\" width=\"{figure.Width}\" height=\"{figure.Height}\" alt=\"{Html.Text(alternative)}\"></figure>\n";
    }
}
