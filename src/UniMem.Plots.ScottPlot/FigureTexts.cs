using SkiaSharp;
using UniMem.Experiments.Plots;

namespace UniMem.Plots.ScottPlot;

/// <summary>Writes the texts of a figure, and the lines that lead to names.</summary>
/// <param name="canvas">What is drawn on, in units of the vector image, from above.</param>
/// <param name="figure">The figure.</param>
internal sealed class FigureTexts(SKCanvas canvas, Figure figure)
{
    /// <summary>The font; where a machine lacks it, SkiaSharp takes another one.</summary>
    public const string Font = "DejaVu Sans";

    /// <summary>Writes all of them.</summary>
    public void Draw(FigureLayout layout)
    {
        Text(figure.Title, 16, figure.Height - 22, Palette.Ink, 16, bold: true);
        Text(figure.Subtitle, 16, figure.Height - 42, Palette.Quiet, 12.5f);
        Text(figure.Y.Label, 16, layout.Top + (figure.Panels.Count > 1 ? 36 : 20), Palette.Ink, 13);
        Text(figure.X.Label, (layout.Left + layout.Right) / 2, layout.Bottom - 38, Palette.Ink, 13, SKTextAlign.Center);
        foreach (var (index, line) in layout.Caption.Index())
        {
            Text(line, 16, 14 + (FigureLayout.CaptionHeight * (layout.Caption.Count - 1 - index)), Palette.Quiet, 11);
        }

        foreach (var name in layout.Key)
        {
            var (x, y) = name.Leader!.Value;
            Line((x, y), (x + 22, y), SKColor.Parse(name.Series.Paint.Colour), 2);
            Text(name.Series.Name, name.X, name.Y, name.Series.Paint.Colour, 13);
        }

        foreach (var area in layout.Panels)
        {
            Text(area.Panel.Title, area.Left, area.Top + 12, Palette.Ink, 12.5f, bold: true);
            foreach (var name in area.Names)
            {
                Text(name.Series.Name, name.X, name.Y, name.Series.Paint.Colour, 13, name.EndsHere ? SKTextAlign.Right : SKTextAlign.Left);
                if (name.Leader is { } from)
                {
                    Line((from.X + 5, from.Y), (name.X - 3, name.Y), SKColor.Parse(name.Series.Paint.Colour).WithAlpha(128), 0.8f);
                }
            }
        }
    }

    private void Text(string text, double x, double middle, string colour, float size, SKTextAlign align = SKTextAlign.Left, bool bold = false)
    {
        if (text.Length == 0)
        {
            return;
        }

        using var face = SKTypeface.FromFamilyName(Font, bold ? SKFontStyle.Bold : SKFontStyle.Normal);
        using var font = new SKFont(face, size) { Edging = SKFontEdging.Antialias };
        using var paint = new SKPaint { Color = SKColor.Parse(colour), IsAntialias = true };
        canvas.DrawText(text, (float)x, (float)(figure.Height - middle) + (0.36f * size), align, font, paint);
    }

    private void Line((double X, double Y) from, (double X, double Y) to, SKColor colour, float width)
    {
        using var paint = new SKPaint { Color = colour, StrokeWidth = width, IsAntialias = true, Style = SKPaintStyle.Stroke };
        canvas.DrawLine((float)from.X, (float)(figure.Height - from.Y), (float)to.X, (float)(figure.Height - to.Y), paint);
    }
}
