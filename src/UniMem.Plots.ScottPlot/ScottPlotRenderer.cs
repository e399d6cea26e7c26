using SkiaSharp;
using UniMem.Experiments.Plots;

namespace UniMem.Plots.ScottPlot;

/// <summary>Draws figures with ScottPlot, within this process: no other program is needed.</summary>
public sealed class ScottPlotRenderer : IFigureRenderer
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

        return stream.ToArray();
    }

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
