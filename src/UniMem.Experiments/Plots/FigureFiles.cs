using UniMem.Data;

namespace UniMem.Experiments.Plots;

/// <summary>Writes figures to disk.</summary>
public static class FigureFiles
{
    /// <summary>Writes a figure as PNG and as SVG, each file whole.</summary>
    /// <param name="renderer">What draws.</param>
    /// <param name="figure">What is drawn.</param>
    /// <param name="pathWithoutExtension">Such as <c>results/quickstart/perplexity-by-step</c>.</param>
    /// <returns>The two paths.</returns>
    /// <exception cref="FigureException">The figure cannot be drawn; no file is touched.</exception>
    public static IReadOnlyList<string> Save(IFigureRenderer renderer, Figure figure, string pathWithoutExtension)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        var images = new[] { (ImageFormat.Png, ".png"), (ImageFormat.Svg, ".svg") }
            .Select(f => (Path: pathWithoutExtension + f.Item2, Bytes: renderer.Render(figure, f.Item1)))
            .ToList();
        foreach (var (path, bytes) in images)
        {
            WholeFile.Write(path, bytes);
        }

        return [.. images.Select(i => i.Path)];
    }
}
