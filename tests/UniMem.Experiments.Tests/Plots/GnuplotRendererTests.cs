using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Tests.Plots;

public sealed class GnuplotRendererTests
{
    private static readonly Figure Sample = new()
    {
        Title = "A_b^c {50 %} \"d\" 'e' \\f & <g> \u2264 h",
        Subtitle = "seven things",
        X = new Axis { Label = "Step" },
        Y = new Axis { Label = "Perplexity", Scale = AxisScale.Log, Maximum = 9, Rules = [6] },
        Caption = "n = 3",
        Panels = [new Panel { Series =
        [
            new Series { Name = "Vanilla", Paint = Palette.Baseline, Points = [new(0, 20), new(1, 7), new(2, 6)] },
            new Series { Name = "it's_one", Paint = Palette.Of(0), Points = [new(0, 19, 18, 20), new(1, 6.5, 6, 7), new(2, 5.5, 5.4, 5.6)] },
            new Series
            {
                Name = "bars",
                Paint = Palette.Of(1),
                Points = [new(0, 19), new(1, 6.4, 6, 7), new(2, double.NaN)],
                Intervals = IntervalStyle.Bars,
            },
        ] }],
    };

    [Test]
    public void Render_Svg_ShowsEveryTextAsItWasWritten()
    {
        var svg = XDocument.Parse(Encoding.UTF8.GetString(Drawn(ImageFormat.Svg)));
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()).ToList();
        Assert.That(texts, Is.SupersetOf(new[] { Sample.Title, "seven things", "Step", "Perplexity", "n = 3", "Vanilla", "it's_one", "bars", "7.0", "8.0" }));
        Assert.That(texts, Has.None.EqualTo("20"), "the axis ends at 9");
    }

    [Test]
    public void Render_Png_HasTwicePixelsOfTheVectorImage()
    {
        var png = Drawn(ImageFormat.Png);
        Assert.That(png.AsSpan(1, 3).ToArray(), Is.EqualTo("PNG"u8.ToArray()));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), Is.EqualTo(1800));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)), Is.EqualTo(1080));
    }

    [TestCase(ImageFormat.Png)]
    [TestCase(ImageFormat.Svg)]
    public void Render_Twice_GivesTheSameBytes(ImageFormat format)
    {
        var first = Drawn(format);
        Assert.That(Drawn(format), Is.EqualTo(first));
    }

    [Test]
    public void Render_WithoutGnuplot_SaysWhatToInstall() => Assert.That(
        () => new GnuplotRenderer("no-such-gnuplot").Render(Sample, ImageFormat.Svg),
        Throws.TypeOf<FigureException>().With.Message.Contains("apt-get install gnuplot-nox"));

    [Test]
    public void Render_OneFlatPoint_StillHasARange() =>
        Assert.That(new GnuplotRenderer().Render(One(5), ImageFormat.Svg), Is.Not.Empty);

    [Test]
    public void Save_WhatCannotBeDrawn_LeavesTheOldFiles()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("figure");
        File.WriteAllText(path + ".png", "old");
        Assert.That(() => FigureFiles.Save(new GnuplotRenderer("no-such-gnuplot"), Sample, path), Throws.TypeOf<FigureException>());
        Assert.That(File.ReadAllText(path + ".png"), Is.EqualTo("old"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    private static Figure One(double y) => Sample with
    {
        Y = new Axis { Label = "Perplexity" },
        Panels = [new Panel { Series = [new Series { Name = "one", Paint = Palette.Of(0), Points = [new(3, y)] }] }],
    };

    private static byte[] Drawn(ImageFormat format)
    {
        Assume.That(Gnuplot.IsInstalled, "gnuplot is not installed");
        return new GnuplotRenderer().Render(Sample, format);
    }
}

internal static class Gnuplot
{
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "gnuplot")));
}
