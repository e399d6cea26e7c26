using System.Text;

namespace UniMem.Experiments.Tables;

/// <summary>Writes tables for LaTeX: a float with rules of the package booktabs, to be read in with <c>\input</c>.</summary>
public static class LatexTable
{
    /// <summary>The table, no wider than the page, with caption above, and notes below it in small type.</summary>
    public static string Of(PaperTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        text.Append("% Needs \\usepackage{booktabs}, \\usepackage{graphicx} and \\usepackage[T1]{fontenc}.\n");
        text.Append("\\begin{table}\n\\centering\\small\n");
        text.Append($"\\caption{{{LatexText.Of(table.Caption)}}}\n\\label{{tab:{LabelOf(table.Name)}}}\n\\par\\medskip\n");
        text.Append("\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n");
        text.Append($"\\begin{{tabular}}{{@{{}}l{new string('r', table.Columns.Count - 1)}@{{}}}}\n\\toprule\n");
        text.AppendJoin(" & ", table.Columns.Select(LatexText.Of)).Append(" \\\\\n\\midrule\n");
        foreach (var row in table.Rows)
        {
            text.AppendJoin(" & ", row.Select(Cell)).Append(" \\\\\n");
        }

        text.Append("\\bottomrule\n\\end{tabular}}\n");
        if (table.Notes.Count > 0)
        {
            text.Append("\\par\\medskip\\begin{minipage}{\\linewidth}\\footnotesize\n");
            text.AppendJoin("\\par\n", table.Notes.Select(LatexText.Of)).Append("\n\\end{minipage}\n");
        }

        return text.Append("\\end{table}\n").ToString();
    }

    private static string Cell(PaperCell cell) => cell is { IsBold: true, Text.Length: > 0 }
        ? $"\\textbf{{\\boldmath {LatexText.Of(cell.Text)}}}"
        : LatexText.Of(cell.Text);

    private static string LabelOf(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
}
