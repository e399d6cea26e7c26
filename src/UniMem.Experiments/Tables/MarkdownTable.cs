using System.Text;

namespace UniMem.Experiments.Tables;

/// <summary>Writes tables for Markdown, with columns aligned so that they read well as plain text too.</summary>
public static class MarkdownTable
{
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
}
