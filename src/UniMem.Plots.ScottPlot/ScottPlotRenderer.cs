using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using UniMem.Experiments.Plots;

namespace UniMem.Plots.ScottPlot;

/// <summary>Draws figures with ScottPlot, within this process: no other program is needed.</summary>
public sealed partial class ScottPlotRenderer : IFigureRenderer
{
    private const int PixelsPerUnit = 2;

    /// <inheritdoc/>
    public byte[] Render(Figure figure, ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var layout = new FigureLayout(figure);
        return format == ImageFormat.Png ? Bitmap(figure, layout) : Vector(figure, layout);
    }

    private static byte[] Bitmap(Figure figure, FigureLayout layout)
    {
        using var surface = SKSurface.Create(new SKImageInfo(PixelsPerUnit * figure.Width, PixelsPerUnit * figure.Height));
        surface.Canvas.Scale(PixelsPerUnit);
        Draw(surface.Canvas, figure, layout);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    private static byte[] Vector(Figure figure, FigureLayout layout)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(figure.Width, figure.Height), stream))
        {
            Draw(canvas, figure, layout);
        }

        return Encoding.UTF8.GetBytes(Renumbered(Encoding.UTF8.GetString(stream.ToArray())));
    }

    /// <summary>SkiaSharp counts the names within its images through the whole process; here they count from 0 in each image.</summary>
    private static string Renumbered(string svg)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string NameOf(string old) => names.TryGetValue(old, out var name) ? name : names[old] = string.Create(CultureInfo.InvariantCulture, $"n{names.Count}");
        return Identifier().Replace(svg, match => match.Groups[1].Value + NameOf(match.Groups[2].Value) + match.Groups[3].Value);
    }

    [GeneratedRegex("""( id="|url\(#|href="#)([^")]+)("|\))""")]
    private static partial Regex Identifier();

    private static void Draw(SKCanvas canvas, Figure figure, FigureLayout layout)
    {
        canvas.Clear(SKColors.White);
        foreach (var area in layout.Panels)
        {
            new PanelPlot(figure, layout, area).Draw(canvas);
        }

        new FigureTexts(canvas, figure).Draw(layout);
    }
}
