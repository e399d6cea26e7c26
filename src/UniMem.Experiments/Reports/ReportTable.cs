using System.Globalization;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Reports;

/// <summary>The main table of a report: sortable by every column.</summary>
public static class ReportTable
{
    private static readonly string[] Compared = ["against", "difference", "p", "effect", "verdict"];

    /// <summary>The table that the summary shows, in HTML.</summary>
    public static string Body(SweepAnalysis analysis)
    {
        var table = SummaryPaper.Of(analysis, wide: true);
        var order = Order(table.Columns);
        var heads = order.Select(i => $"<th scope=\"col\"{(i == 0 ? " class=\"text\"" : "")}><button type=\"button\">{Html.Text(i == 0 ? "runs" : table.Columns[i])}</button></th>");
        var rows = table.Rows.Select(row => $"<tr>{string.Concat(order.Select(i => Cell(row[i], i)))}</tr>\n");
        return $"""
            <div class="wide" tabindex="0" role="region" aria-label="Results of the sweep"><table id="results-table" aria-describedby="results-caption">
            <caption class="hidden">Results of the sweep; press a heading to sort by it</caption>
            <thead><tr>{string.Concat(heads)}</tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody></table></div>
            <p class="caption" id="results-caption">{Html.Text(table.Caption)} Press a heading to sort by it.</p>

            """;
    }

    /// <summary>The columns as a reader of the page wants them: what was found and what it shows first, then what it cost.</summary>
    private static List<int> Order(IReadOnlyList<string> columns) =>
        [.. Enumerable.Range(0, columns.Count).OrderBy(i => i < 2 ? i : Compared.Contains(columns[i]) ? 2 : 3)];

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
            (_, "better") => " class=\"text better\"",
            (_, "worse") => " class=\"text worse\"",
            (_, "no difference shown") => " class=\"text\"",
            _ => "",
        };
        var parts = cell.Text.Split(" \u00b1 ", 2);
        var text = parts.Length == 2 ? $"{Html.Text(parts[0])} <span class=\"interval\">\u00b1 {Html.Text(parts[1])}</span>" : Html.Text(cell.Text);
        return column == 0
            ? $"<th scope=\"row\" data-value=\"text\">{text}</th>"
            : $"<td{css} data-value=\"{value}\">{text}</td>";
    }
}
