using System.Text;
using System.Text.RegularExpressions;

namespace UniMem.Experiments.Tables;

/// <summary>Writes tables for Markdown, with columns aligned so that they read well as plain text too.</summary>
public static partial class MarkdownTable
{
    /// <summary>A table with its caption below it and its notes as a list.</summary>
    public static string Of(PaperTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder(Of(table.Columns, [.. table.Rows.Select(row => row.Select(Cell).ToArray())]));
        if (table.Caption.Length > 0)
        {
            text.Append('\n').Append(Escaped(table.Caption)).Append('\n');
        }

        if (table.Notes.Count > 0)
        {
            text.Append('\n').AppendJoin("", table.Notes.Select(note => $"- {Escaped(note)}\n"));
        }

        return text.ToString();
    }

    /// <summary>The table; all columns but the first are aligned to the right.</summary>
    public static string Of(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var cells = new[] { columns }.Concat(rows).Select(r => r.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)).ToArray()).ToList();
        var widths = columns.Select((_, i) => Math.Max(3, cells.Max(r => r[i].Length))).ToArray();
        var text = new StringBuilder();
        for (var line = 0; line < cells.Count; line++)
        {
            text.Append("| ").AppendJoin(" | ", cells[line].Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i]))).Append(" |\n");
            if (line == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((w, i) => i == 0 ? new string('-', w + 2) : new string('-', w + 1) + ":")).Append("|\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(PaperCell cell) => cell is { IsBold: true, Text.Length: > 0 } ? $"**{Escaped(cell.Text)}**" : Escaped(cell.Text);

    // What Markdown would take for emphasis or for a tag; an underscore within a word is neither.
    private static string Escaped(string text) => Special().Replace(text.ReplaceLineEndings(" "), @"\$0");

    [GeneratedRegex(@"[\\*`]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])")]
    private static partial Regex Special();
}
