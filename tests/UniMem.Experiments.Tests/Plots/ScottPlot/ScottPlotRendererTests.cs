using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using UniMem.Experiments.Plots;
using UniMem.Plots.ScottPlot;

namespace UniMem.Experiments.Tests.Plots.ScottPlot;

/// <summary>ScottPlot draws the figures that gnuplot draws; built and run with -p:Plots=scottplot.</summary>
public sealed class ScottPlotRendererTests
{
    private static readonly Figure Sample = new()
    {
        Title = "A_b^c {50 %} \"d\" & <g>",
        Subtitle = "seven things",
        X = new Axis { Label = "Step" },
        Y = new Axis { Label = "Perplexity", Scale = AxisScale.Log, Maximum = 9, Rules = [6] },
        Caption = "n = 3",
        Panels =
        [
            new Panel
            {
                Title = "left",
                Series =
                [
                    new Series { Name = "ribbon", Paint = Palette.Of(0), Points = [new(0, 8, 7.5, 8.5), new(1, 6.5, 6, 7), new(2, double.NaN)] },
                    new Series { Name = "whiskers", Paint = Palette.Of(1), Points = [new(0, 7), new(1, 6.4, 6, 7)], Intervals = IntervalStyle.Bars },
                ],
            },
            new Panel { Title = "right", Series = [new Series { Name = "dot", Paint = Palette.Of(2), Points = [new(1, 6)], Style = SeriesStyle.Marks }] },
        ],
    };

    [Test]
    public void Render_Svg_ShowsEveryText()
    {
        var svg = XDocument.Parse(Encoding.UTF8.GetString(new ScottPlotRenderer().Render(Sample, ImageFormat.Svg)));
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()).ToList();
        Assert.That(texts, Is.SupersetOf(new[] { Sample.Title, "seven things", "Step", "Perplexity", "n = 3", "left", "right", "ribbon", "whiskers", "dot", "7.0", "8.0" }));
    }

    [Test]
    public void Render_Png_HasTwicePixelsOfTheVectorImageAndTheColoursOfTheSeries()
    {
        var png = new ScottPlotRenderer().Render(Sample, ImageFormat.Png);
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), Is.EqualTo(1800));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)), Is.EqualTo(1080));
        using var image = SkiaSharp.SKBitmap.Decode(png);
        var colours = image.Pixels.Select(pixel => $"#{pixel.Red:X2}{pixel.Green:X2}{pixel.Blue:X2}").ToHashSet();
        Assert.That(colours, Is.SupersetOf(new[] { Palette.Of(0).Colour, Palette.Of(1).Colour, Palette.Of(2).Colour, "#FFFFFF" }));
    }

    [TestCase(ImageFormat.Png)]
    [TestCase(ImageFormat.Svg)]
    public void Render_Twice_GivesTheSameBytes(ImageFormat format)
    {
        var first = new ScottPlotRenderer().Render(Sample, format);
        Assert.That(new ScottPlotRenderer().Render(Sample, format), Is.EqualTo(first));
    }

    [Test]
    public void Render_Bars_ReachFromZero()
    {
        var bars = new Series { Name = "bar", Paint = Palette.Of(0), Points = [new(-0.2, 0, -0.3, -0.1)], Style = SeriesStyle.Bars };
        var figure = Sample with
        {
            X = new Axis { Label = "Difference", Rules = [0] },
            Y = new Axis { Label = "", Ticks = [new(0, "bar")], Minimum = -0.6, Maximum = 0.6 },
            Panels = [new Panel { Series = [bars] }],
        };
        using var image = SkiaSharp.SKBitmap.Decode(new ScottPlotRenderer().Render(figure, ImageFormat.Png));
        var layout = new FigureLayout(figure);
        var area = layout.Panels[0];
        var row = (int)(2 * (figure.Height - ((area.Bottom + area.Top) / 2) - 25));
        bool Filled(double x) => image.GetPixel((int)(2 * layout.X.Across(x, area.Left, area.Right)), row) is var pixel && pixel != SkiaSharp.SKColors.White;
        Assert.That(new[] { -0.235, -0.165, -0.065 }.Select(Filled), Is.EqualTo(new[] { false, true, true }));
    }
}
