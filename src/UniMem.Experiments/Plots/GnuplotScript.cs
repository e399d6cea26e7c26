using System.Globalization;
using System.Text;

namespace UniMem.Experiments.Plots;

/// <summary>Writes a figure as a gnuplot program that sends the image to standard output.</summary>
public static class GnuplotScript
{
    private const string Font = "DejaVu Sans";

    /// <summary>The program; it needs no other file.</summary>
    public static string Of(Figure figure, ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var layout = new FigureLayout(figure);
        var script = new StringBuilder();
        script.AppendLine(Terminal(figure, format));
        script.AppendLine("set encoding utf8\nset datafile missing '?'\nunset key\nset clip two\nset tics scale 0");
        WriteFrame(script, figure, layout);
        WriteTexts(script, figure, layout);
        WriteData(script, figure);
        script.AppendLine("plot " + string.Join(", ", Curves(figure)));
        return script.ToString().ReplaceLineEndings("\n");
    }

    private static string Terminal(Figure figure, ImageFormat format) => format switch
    {
        ImageFormat.Png => Invariant($"set terminal pngcairo enhanced size {2 * figure.Width},{2 * figure.Height} ")
            + $"fontscale 1.8 linewidth 2 pointscale 2 font '{Font},11' background rgb '#FFFFFF'",
        _ => Invariant($"set terminal svg enhanced size {figure.Width},{figure.Height} dynamic ")
            + $"fontscale 1.15 font '{Font},11' background rgb '#FFFFFF'",
    };

    private static void WriteFrame(StringBuilder script, Figure figure, FigureLayout layout)
    {
        script.AppendLine(Invariant($"set lmargin at screen {layout.Left / figure.Width:F5}"));
        script.AppendLine(Invariant($"set rmargin at screen {layout.Right / figure.Width:F5}"));
        script.AppendLine(Invariant($"set bmargin at screen {layout.Bottom / figure.Height:F5}"));
        script.AppendLine(Invariant($"set tmargin at screen {layout.Top / figure.Height:F5}"));
        script.AppendLine($"set border 1 lc rgb '{Palette.Quiet}' lw 1");
        script.AppendLine($"set grid ytics back lt 1 lc rgb '{Palette.Grid}' lw 1");
        WriteAxis(script, 'x', figure.X, layout.X, layout.XTicks);
        WriteAxis(script, 'y', figure.Y, layout.Y, layout.YTicks);
        foreach (var height in figure.Rules)
        {
            script.AppendLine(Invariant($"set arrow from graph 0, first {height:R} to graph 1, first {height:R} nohead back lc rgb '{Palette.Baseline.Colour}' lw 1.4"));
        }
    }

    private static void WriteAxis(StringBuilder script, char axis, Axis description, (double Low, double High) range, IReadOnlyList<Tick> ticks)
    {
        if (description.Scale == AxisScale.Logarithmic)
        {
            script.AppendLine($"set logscale {axis}");
        }

        script.AppendLine(Invariant($"set {axis}range [{range.Low:R}:{range.High:R}]"));
        var marks = string.Join(", ", ticks.Select(t => Invariant($"{Quoted(t.Label)} {t.At:R}")));
        script.AppendLine($"set {axis}tics nomirror textcolor rgb '{Palette.Quiet}' ({marks})");
    }

    private static void WriteTexts(StringBuilder script, Figure figure, FigureLayout layout)
    {
        Text(script, $"{{/:Bold {Escape(figure.Title)}}}", 16, figure.Height - 22, Palette.Ink, 13, figure);
        Text(script, Escape(figure.Subtitle), 16, figure.Height - 42, Palette.Quiet, 10, figure);
        Text(script, Escape(figure.Y.Label), 16, layout.Top + 20, Palette.Ink, 10.5, figure);
        var middle = (layout.Left + layout.Right) / 2;
        Text(script, Escape(figure.X.Label), middle, layout.Bottom - 38, Palette.Ink, 10.5, figure, "center");
        Text(script, Escape(figure.Caption), 16, 14, Palette.Quiet, 9, figure);
        foreach (var (series, label) in figure.Series.Zip(layout.Labels))
        {
            if (label is not { } end)
            {
                continue;
            }

            Text(script, Escape(series.Name), layout.Right + 14, end.Height, series.Paint.Colour, 10.5, figure);
            script.AppendLine(Invariant($"set arrow from screen {(end.EndX + 5) / figure.Width:F5},{end.EndY / figure.Height:F5} ")
                + Invariant($"to screen {(layout.Right + 11) / figure.Width:F5},{end.Height / figure.Height:F5} ")
                + $"nohead back lc rgb '{Tint(series.Paint)}' lw 0.8");
        }
    }

    private static void Text(
        StringBuilder script, string text, double x, double y, string colour, double size, Figure figure, string align = "left")
    {
        if (text.Length > 0)
        {
            script.AppendLine(Invariant($"set label '{text.Replace("'", "''", StringComparison.Ordinal)}' at screen {x / figure.Width:F5},{y / figure.Height:F5} ")
                + Invariant($"{align} front textcolor rgb '{colour}' font '{Font},{size}'"));
        }
    }

    private static void WriteData(StringBuilder script, Figure figure)
    {
        for (var i = 0; i < figure.Series.Count; i++)
        {
            script.AppendLine(Invariant($"$s{i} << EOD"));
            foreach (var point in figure.Series[i].Points)
            {
                script.AppendLine(string.Join(' ', Number(point.X), Number(point.Y), Number(point.Low ?? point.Y), Number(point.High ?? point.Y)));
            }

            script.AppendLine("EOD");
        }
    }

    private static IEnumerable<string> Curves(Figure figure)
    {
        var drawn = figure.Series.Select((series, i) => (series, i)).Where(s => s.series.Points.Count > 0).ToList();
        foreach (var (series, i) in drawn.Where(s => HasIntervals(s.series)))
        {
            yield return series.Intervals == IntervalStyle.Ribbon
                ? Invariant($"$s{i} using 1:3:4 with filledcurves fc rgb '{series.Paint.Colour}' fs transparent solid 0.15 noborder")
                : Invariant($"$s{i} using 1:3:(0):($4-$3) with vectors nohead lc rgb '{series.Paint.Colour}' lw 1.4");
        }

        foreach (var (series, i) in drawn)
        {
            var marked = series.Points.Count <= 24;
            yield return Invariant($"$s{i} using 1:2 with {(marked ? "linespoints" : "lines")} lc rgb '{series.Paint.Colour}' lw 2")
                + (marked ? Invariant($" pt {PointType(series.Paint.Mark)} ps {PointSize(series.Paint.Mark):F2}") : "");
        }
    }

    private static bool HasIntervals(Series series) => series.Points.Any(p => p.Low is not null && p.High is not null);

    private static int PointType(Mark mark) => mark switch
    {
        Mark.Circle => 7,
        Mark.Square => 5,
        Mark.Triangle => 9,
        Mark.InvertedTriangle => 11,
        Mark.Diamond => 13,
        _ => 6,
    };

    private static double PointSize(Mark mark) => mark switch
    {
        Mark.Square => 0.5,
        Mark.Triangle or Mark.InvertedTriangle or Mark.Diamond => 0.75,
        _ => 0.6,
    };

    private static string Tint(Paint paint) => "#80" + paint.Colour[1..];

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "?";

    private static string Quoted(string text) => $"'{Escape(text).Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text.Select(c => char.IsControl(c) ? ' ' : c))
        {
            escaped.Append(character is '_' or '^' or '{' or '}' or '@' or '&' or '~' or '\\' ? "\\" : "").Append(character);
        }

        return escaped.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
