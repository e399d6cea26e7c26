using System.Globalization;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Reports;

/// <summary>The main table of a report: sortable by every column.</summary>
internal static class ReportTable
{
    /// <summary>The table that the summary shows, in HTML.</summary>
    public static string Body(SweepAnalysis analysis)
    {
        var table = SummaryPaper.Of(analysis, speed: true);
        var heads = table.Columns.Select((column, i) => $"<th scope=\"col\"{(i == 0 ? " class=\"text\"" : "")}><button type=\"button\">{Html.Text(i == 0 ? "runs" : column)}</button></th>");
        var rows = table.Rows.Select(row => $"<tr>{string.Concat(row.Select(Cell))}</tr>\n");
        return $"""
            <div class="wide" tabindex="0" role="region" aria-label="Results of the sweep"><table id="results-table">
            <caption>{Html.Text(table.Caption)} Press a heading to sort by it.</caption>
            <thead><tr>{string.Concat(heads)}</tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody></table></div>

            """;
    }

    /// <summary>The number that a cell is sorted by; null for words and for nothing.</summary>
    public static double? SortValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.Replace('\u2212', '-').Replace(",", "", StringComparison.Ordinal).Trim();
        if (plain.StartsWith('<'))
        {
            return SortValue(plain[1..]) * 0.5;
        }

        var words = plain.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return number * (words.ElementAtOrDefault(1) switch { "k" => 1e3, "M" => 1e6, "G" => 1e9, "T" => 1e12, "P" => 1e15, _ => 1 });
    }

    private static string Cell(PaperCell cell, int column)
    {
        var value = cell.Text.Length == 0 ? "" : SortValue(cell.Text)?.ToString("R", CultureInfo.InvariantCulture) ?? "text";
        var css = (cell.IsBold, cell.Text) switch
        {
            (true, _) => " class=\"best\"",
            (_, "better") => " class=\"better\"",
            (_, "worse") => " class=\"worse\"",
            _ => "",
        };
        var parts = cell.Text.Split(" \u00b1 ", 2);
        var text = parts.Length == 2 ? $"{Html.Text(parts[0])} <span class=\"interval\">\u00b1 {Html.Text(parts[1])}</span>" : Html.Text(cell.Text);
        return column == 0
            ? $"<th scope=\"row\" data-value=\"text\">{text}</th>"
            : $"<td{css} data-value=\"{value}\">{text}</td>";
    }
}
