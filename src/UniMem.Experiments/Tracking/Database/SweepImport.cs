using System.Globalization;
using Microsoft.Data.Sqlite;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>Reads what sweeps and probes tell of runs into the tables of a database.</summary>
internal sealed class SweepImport(SqliteTransaction transaction, string results)
{
    private static readonly string[] ProbeTexts = ["probe", "memory", "setting", "value", "trained", "split", "verdict"];

    private static readonly string[] ProbeNumbers =
        ["step", "documents", "targets", "bytes", "nats", "perplexity", "bits_per_byte", "difference", "difference_low", "difference_high"];

    /// <summary>Adds the lists of all sweeps, as far as their runs are known.</summary>
    public void AddSweeps(IReadOnlySet<string> runs)
    {
        using var table = new Table(transaction, "sweeps", "sweep", "run", "label", "cell");
        foreach (var folder in Folders(results))
        {
            foreach (var run in ListedRun.Read(Path.Combine(folder, SweepListing.FileName)).Where(run => runs.Contains(run.Id)))
            {
                table.Add(Path.GetFileName(folder), run.Id, run.Label, run.Cell);
            }
        }
    }

    /// <summary>Adds the probes of runs and of sweeps.</summary>
    public void AddProbes(IReadOnlySet<string> runs)
    {
        using var table = new Table(transaction, "probes", ["run", .. ProbeTexts, .. ProbeNumbers]);
        foreach (var file in Folders(Path.Combine(results, "runs")).Concat(Folders(results)).Select(folder => Path.Combine(folder, "probes.csv")).Where(File.Exists))
        {
            foreach (var row in CsvTable.Read(file).Rows.Where(row => runs.Contains(row["run"])))
            {
                table.Add([row["run"], .. ProbeTexts.Select(column => Value(column, row[column])), .. ProbeNumbers.Select(column => Number(row[column]))]);
            }
        }
    }

    private static object? Value(string column, string text) => column is "value" or "trained" ? Number(text) ?? text : text;

    private static object? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static IEnumerable<string> Folders(string above) => Directory.Exists(above) ? Directory.EnumerateDirectories(above).Order(StringComparer.Ordinal) : [];
}
