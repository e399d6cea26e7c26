using System.Text;
using static System.FormattableString;

namespace UniMem.Experiments.Plots;

/// <summary>Writes texts and lines at places of the whole figure into a gnuplot program.</summary>
/// <param name="script">The program.</param>
/// <param name="figure">The figure, for its size.</param>
internal sealed class GnuplotText(StringBuilder script, Figure figure)
{
    public const string Font = "DejaVu Sans";

    /// <summary>A text in gnuplot's quotes, shown as it is written.</summary>
    public static string Quoted(string text) => $"'{Escape(text).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A line from one place to another, in pixels from the left and from the bottom.</summary>
    public static string Line(Figure figure, (double X, double Y) from, (double X, double Y) to) =>
        Invariant($"set arrow from screen {from.X / figure.Width:F5},{from.Y / figure.Height:F5} ")
        + Invariant($"to screen {to.X / figure.Width:F5},{to.Y / figure.Height:F5} ");

    public void Bold(string text, double x, double y, string colour, double size) =>
        Write(text.Length == 0 ? "" : $"{{/:Bold {Escape(text)}}}", x, y, colour, size, "left");

    public void Plain(string text, double x, double y, string colour, double size, string align = "left") =>
        Write(Escape(text), x, y, colour, size, align);

    private void Write(string text, double x, double y, string colour, double size, string align)
    {
        if (text.Length > 0)
        {
            script.AppendLine(Invariant($"set label '{text.Replace("'", "''", StringComparison.Ordinal)}' at screen {x / figure.Width:F5},{y / figure.Height:F5} ")
                + Invariant($"{align} front textcolor rgb '{colour}' font '{Font},{size}'"));
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text.Select(c => char.IsControl(c) ? ' ' : c))
        {
            escaped.Append(character is '_' or '^' or '{' or '}' or '@' or '&' or '~' or '\\' ? "\\" : "").Append(character);
        }

        return escaped.ToString();
    }
}
