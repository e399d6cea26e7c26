using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A table of measurements that grows by what belongs together, all of it or nothing.</summary>
/// <param name="path">The file; it is made when something is added.</param>
/// <param name="keys">The first columns: what is measured.</param>
/// <param name="values">The columns after them.</param>
public sealed class BenchmarkTable(string path, IReadOnlyList<string> keys, IReadOnlyList<string> values)
{
    /// <summary>What was measured so far.</summary>
    /// <exception cref="BrokenTableException">The file has other columns, or a line of it is broken.</exception>
    public IReadOnlyList<CsvRow> Rows
    {
        get
        {
            if (!File.Exists(path))
            {
                return [];
            }

            var table = CsvTable.Read(path);
            return table.Columns.SequenceEqual(Columns)
                ? table.Rows
                : throw new BrokenTableException($"{path}: its columns are {string.Join(", ", table.Columns)} where {string.Join(", ", Columns)} are expected. Name another --out, or remove the folder.");
        }
    }

    private IReadOnlyList<string> Columns => [.. keys, .. values];

    /// <summary>Rows of one thing.</summary>
    public IReadOnlyList<CsvRow> Of(params IReadOnlyList<string> key) => [.. Rows.Where(row => Has(row, key))];

    /// <summary>Replaces what is known of one thing.</summary>
    /// <param name="key">The values of the first columns, or of the first few of them.</param>
    /// <param name="rows">Whole rows, the key among them.</param>
    public void Put(IReadOnlyList<string> key, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(key);
        var kept = Rows.Where(row => !Has(row, key)).Select(row => (IReadOnlyList<string>)[.. Columns.Select(column => row[column])]).ToList();
        CsvTable.Write(path, Columns, kept.Concat(rows));
    }

    private bool Has(CsvRow row, IReadOnlyList<string> key) => key.Select((value, i) => row[keys[i]] == value).All(same => same);
}
