using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace UniMem.Experiments.Plots;

/// <summary>Writes the data of a panel and the commands that draw them into a gnuplot program.</summary>
internal static class GnuplotCurves
{
    private const int MostMarks = 24;
    private const double HalfBar = 0.32;

    /// <param name="script">The program.</param>
    /// <param name="panel">What is drawn.</param>
    /// <param name="prefix">Begins the names of the data blocks.</param>
    public static void Write(StringBuilder script, Panel panel, string prefix)
    {
        var drawn = panel.Series.Index().Where(s => s.Item.Points.Count > 0).Select(s => (Series: s.Item, Data: Invariant($"${prefix}{s.Index}"))).ToList();
        foreach (var (series, data) in drawn)
        {
            WriteData(script, series, data);
        }

        var behind = drawn.Where(s => s.Series.Style != SeriesStyle.Bars && HasIntervals(s.Series)).Select(s => Interval(s.Series, s.Data));
        var curves = drawn.SelectMany(s => Curve(s.Series, s.Data));
        var commands = string.Join(", ", behind.Concat(curves));
        script.AppendLine(commands.Length > 0 ? $"plot {commands}" : "plot NaN notitle");
    }

    /// <summary>How gnuplot draws a paint's mark: type, size and colour.</summary>
    public static string MarkOf(Paint paint) => Invariant($"pt {PointType(paint.Mark)} ps {PointSize(paint.Mark):F2} lc rgb '{paint.Colour}'");

    private static void WriteData(StringBuilder script, Series series, string data)
    {
        script.AppendLine($"{data} << EOD");
        foreach (var point in series.Points)
        {
            var middle = series.Style == SeriesStyle.Bars ? point.X : point.Y;
            script.AppendLine(string.Join(' ', Number(point.X), Number(point.Y), Number(point.Low ?? middle), Number(point.High ?? middle)));
        }

        script.AppendLine("EOD");
    }

    private static string Interval(Series series, string data) => series.Intervals == IntervalStyle.Ribbon
        ? $"{data} using 1:3:4 with filledcurves fc rgb '{series.Paint.Colour}' fs transparent solid 0.15 noborder"
        : $"{data} using 1:3:(0):($4-$3) with vectors nohead lc rgb '{series.Paint.Colour}' lw 1.4";

    private static IEnumerable<string> Curve(Series series, string data)
    {
        var colour = $"lc rgb '{series.Paint.Colour}'";
        switch (series.Style)
        {
            case SeriesStyle.Curve when series.Points.Count <= MostMarks && series.Paint.Mark != Mark.None:
                return [$"{data} using 1:2 with linespoints lw 2 {MarkOf(series.Paint)}"];
            case SeriesStyle.Curve:
                return [$"{data} using 1:2 with lines {colour} lw 2"];
            case SeriesStyle.Guide:
                return [$"{data} using 1:2 with lines {colour} lw 1.2 dt 2"];
            case SeriesStyle.Marks:
                return [$"{data} using 1:2 with points {MarkOf(series.Paint)}"];
            default:
                var bar = Invariant($"{data} using (0):2:(($1<0)?$1:0):(($1<0)?0:$1):($2-{HalfBar}):($2+{HalfBar}) with boxxyerror fc rgb '{series.Paint.Colour}' fs transparent solid 0.55 noborder");
                return HasIntervals(series) ? [bar, $"{data} using 3:2:($4-$3):(0) with vectors nohead lc rgb '{Palette.Ink}' lw 1.6"] : [bar];
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

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "?";
}
