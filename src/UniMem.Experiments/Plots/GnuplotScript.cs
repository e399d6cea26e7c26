using System.Text;
using static System.FormattableString;

namespace UniMem.Experiments.Plots;

/// <summary>Writes a figure as a gnuplot program that sends the image to standard output.</summary>
public static class GnuplotScript
{
    private const double NumberSize = 11;

    /// <summary>The program; it needs no other file.</summary>
    public static string Of(Figure figure, ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var layout = new FigureLayout(figure);
        var script = new StringBuilder();
        script.AppendLine(Terminal(figure, format));
        script.AppendLine("set encoding utf8\nset datafile missing '?'\nunset key\nset clip two\nset tics scale 0");
        script.AppendLine($"set border 1 lc rgb '{Palette.Quiet}' lw 1");
        script.AppendLine($"set grid {(HasBars(figure) ? "xtics" : "ytics")} back lt 1 lc rgb '{Palette.Grid}' lw 1");
        script.AppendLine("set multiplot");
        WriteTexts(script, figure, layout);
        foreach (var (index, area) in layout.Panels.Index())
        {
            WritePanel(script, figure, layout, area);
            GnuplotCurves.Write(script, area.Panel, $"p{index}s");
            script.AppendLine("unset label\nunset arrow");
        }

        script.AppendLine("unset multiplot");
        return script.ToString().ReplaceLineEndings("\n");
    }

    private static string Terminal(Figure figure, ImageFormat format) => format switch
    {
        ImageFormat.Png => Invariant($"set terminal pngcairo enhanced size {2 * figure.Width},{2 * figure.Height} ")
            + $"fontscale 1.8 linewidth 2 pointscale 2 font '{GnuplotText.Font},11' background rgb '#FFFFFF'",
        _ => Invariant($"set terminal svg enhanced size {figure.Width},{figure.Height} dynamic ")
            + $"fontscale 1.15 font '{GnuplotText.Font},11' background rgb '#FFFFFF'",
    };

    private static bool HasBars(Figure figure) => figure.AllSeries.Any(s => s.Style == SeriesStyle.Bars);

    private static void WritePanel(StringBuilder script, Figure figure, FigureLayout layout, PanelArea area)
    {
        script.AppendLine(Invariant($"set lmargin at screen {area.Left / figure.Width:F5}"));
        script.AppendLine(Invariant($"set rmargin at screen {area.Right / figure.Width:F5}"));
        script.AppendLine(Invariant($"set bmargin at screen {area.Bottom / figure.Height:F5}"));
        script.AppendLine(Invariant($"set tmargin at screen {area.Top / figure.Height:F5}"));
        WriteAxis(script, 'x', layout.X, layout.XTicks, area.IsLastOfColumn);
        WriteAxis(script, 'y', layout.Y, layout.YTicks, area.IsFirstOfRow);
        WriteRules(script, figure);
        var text = new GnuplotText(script, figure);
        text.Bold(area.Panel.Title, area.Left, area.Top + 12, Palette.Ink, 10);
        foreach (var name in area.Names)
        {
            WriteName(text, script, figure, name);
        }
    }

    private static void WriteAxis(StringBuilder script, char axis, AxisRange range, IReadOnlyList<Tick> ticks, bool numbered)
    {
        script.AppendLine(range.Scale == AxisScale.Log ? $"set logscale {axis}" : $"unset logscale {axis}");
        script.AppendLine(Invariant($"set {axis}range [{range.Low:R}:{range.High:R}]"));
        var marks = string.Join(", ", ticks.Select(t => Invariant($"{(numbered ? GnuplotText.Quoted(t.Label) : "''")} {t.At:R}")));
        script.AppendLine(Invariant($"set {axis}tics nomirror textcolor rgb '{Palette.Quiet}' font '{GnuplotText.Font},{NumberSize}' ({marks})"));
    }

    private static void WriteRules(StringBuilder script, Figure figure)
    {
        var style = $"nohead back lc rgb '{Palette.Baseline.Colour}' lw 1.4";
        foreach (var at in figure.Y.Rules)
        {
            script.AppendLine(Invariant($"set arrow from graph 0, first {at:R} to graph 1, first {at:R} {style}"));
        }

        foreach (var at in figure.X.Rules)
        {
            script.AppendLine(Invariant($"set arrow from first {at:R}, graph 0 to first {at:R}, graph 1 {style}"));
        }
    }

    private static void WriteTexts(StringBuilder script, Figure figure, FigureLayout layout)
    {
        var text = new GnuplotText(script, figure);
        text.Bold(figure.Title, 16, figure.Height - 22, Palette.Ink, 13);
        text.Plain(figure.Subtitle, 16, figure.Height - 42, Palette.Quiet, 10);
        text.Plain(figure.Y.Label, 16, layout.Top + (figure.Panels.Count > 1 ? 36 : 20), Palette.Ink, 10.5);
        text.Plain(figure.X.Label, (layout.Left + layout.Right) / 2, layout.Bottom - 38, Palette.Ink, 10.5, "center");
        foreach (var (index, line) in layout.Caption.Index())
        {
            text.Plain(line, 16, 14 + (FigureLayout.CaptionHeight * (layout.Caption.Count - 1 - index)), Palette.Quiet, 9);
        }

        foreach (var name in layout.Key)
        {
            text.Plain(name.Series.Name, name.X, name.Y, name.Series.Paint.Colour, 10.5);
            var (x, y) = name.Leader!.Value;
            script.AppendLine(GnuplotText.Line(figure, (x, y), (x + 22, y)) + $"nohead lc rgb '{name.Series.Paint.Colour}' lw 2");
            script.AppendLine("set label '' at screen " + Invariant($"{(x + 11) / figure.Width:F5},{y / figure.Height:F5} point ") + GnuplotCurves.MarkOf(name.Series.Paint));
        }
    }

    private static void WriteName(GnuplotText text, StringBuilder script, Figure figure, NameLabel name)
    {
        text.Plain(name.Series.Name, name.X, name.Y, name.Series.Paint.Colour, 10.5, name.EndsHere ? "right" : "left");
        if (name.Leader is { } from)
        {
            script.AppendLine(GnuplotText.Line(figure, (from.X + 5, from.Y), (name.X - 3, name.Y)) + $"nohead back lc rgb '#80{name.Series.Paint.Colour[1..]}' lw 0.8");
        }
    }
}
