using System.Globalization;
using System.Text;
using UniMem.Data;

namespace UniMem.Experiments.Tables;

/// <summary>A table of comma-separated values with one line of column names (RFC 4180; a record never spans lines).</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The records.</param>
public sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<CsvRow> Rows)
{
    /// <summary>Reads a file; a last line without a line end, as a killed writer leaves it, is passed over.</summary>
    /// <exception cref="BrokenTableException">A record has not as many values as there are columns.</exception>
    public static CsvTable Read(string path)
    {
        var text = ReadShared(path);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
        {
            return new([], []);
        }

        var columns = Split(lines[0]);
        var index = columns.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        return new(columns, [.. lines.Skip(1).Select((line, i) => Row(path, i + 2, index, Split(line)))]);
    }

    /// <summary>Replaces a file by a table.</summary>
    public static void Write(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        WholeFile.Write(path, string.Concat(new[] { columns }.Concat(rows).Select(Line)));

    /// <summary>One record as the file holds it, with its line end.</summary>
    public static string Line(IReadOnlyList<string> cells) => string.Join(',', cells.Select(Quoted)) + "\n";

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static CsvRow Row(string path, int line, Dictionary<string, int> index, List<string> cells) => cells.Count == index.Count
        ? new(index, cells)
        : throw new BrokenTableException(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}, line {line}: {cells.Count} values where the first line names {index.Count} columns. Mend the line, or remove the file's folder and let it be made again."));

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? cell
        : $"\"{cell.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        var text = line.TrimEnd('\r');
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[++i]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

/// <summary>A record of a table.</summary>
public sealed class CsvRow(IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> cells)
{
    /// <summary>The value in a column.</summary>
    /// <exception cref="FormatException">The table has no such column.</exception>
    public string this[string column] => columns.TryGetValue(column, out var index)
        ? cells[index]
        : throw new FormatException($"the table has no column '{column}'; it has {string.Join(", ", columns.Keys)}.");

    /// <summary>The value as a whole number.</summary>
    public long Long(string column) => long.Parse(this[column], NumberStyles.Integer, CultureInfo.InvariantCulture);

    /// <summary>The value as a number.</summary>
    public double Double(string column) => double.Parse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture);
}
