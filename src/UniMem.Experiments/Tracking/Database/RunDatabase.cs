using System.Text.Json;
using Microsoft.Data.Sqlite;
using UniMem.Components;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tracking.Database;

/// <summary><c>results/unimem.db</c>: all runs, settings, metrics and evaluations, for those who query.</summary>
/// <remarks>
/// It holds nothing that the run folders do not tell, so it can be removed or made again at any time. An update is one transaction: whoever reads sees
/// the old content or the new. Processes that write wait for one another.
/// </remarks>
/// <param name="results">The folder of all results.</param>
public sealed class RunDatabase(string results)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _results = System.IO.Path.GetFullPath(results);

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_results, "unimem.db");

    /// <summary>Reads what is new or has changed in the run folders.</summary>
    /// <exception cref="ConfigurationException">Another process writes it for more than a minute, or it cannot be written.</exception>
    public DatabaseUpdate Refresh() => Locked(() =>
    {
        var why = !File.Exists(Path) ? "" : Unusable();
        return why is null ? Update(Path, []) : Replace(why.Length > 0 ? [$"{Path} was made again: {why}."] : []);
    });

    /// <summary>Makes it again from the run folders; the old one stays until the new one is there.</summary>
    /// <exception cref="ConfigurationException">Another process writes it for more than a minute, or it cannot be written.</exception>
    public DatabaseUpdate Rebuild() => Locked(() => Replace([]));

    private DatabaseUpdate Locked(Func<DatabaseUpdate> write)
    {
        if (!Directory.Exists(_results))
        {
            throw new ConfigurationException(_results, "there is no such folder, so there are no runs to read; --results names another one.");
        }

        try
        {
            using var taken = FolderLock.Take(Path + ".lock", "unimem.db is being written by another process; try again later.", Patience);
            // Who holds the lock is alone: what is there besides was left by a process that was killed.
            foreach (var left in Directory.EnumerateFiles(_results, "unimem.db.*.tmp*"))
            {
                File.Delete(left);
            }

            return write();
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(Path, $"this database cannot be written ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    // Null for a database of this version; opening it also takes back what a killed writer left in its journal.
    private string? Unusable()
    {
        try
        {
            using var connection = Open(Path, SqliteOpenMode.ReadWrite);
            return Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), null) == DatabaseSchema.Version ? null : "its tables are of another version of UniMem";
        }
        catch (SqliteException spoilt)
        {
            return spoilt.Message.TrimEnd('.');
        }
    }

    private DatabaseUpdate Replace(IReadOnlyList<string> notes)
    {
        var made = $"{Path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var connection = Open(made, SqliteOpenMode.ReadWriteCreate))
            {
                Execute(connection, $"{DatabaseSchema.Statements} PRAGMA user_version = {DatabaseSchema.Version};");
            }

            var update = Update(made, notes);
            File.Delete(Path + "-journal");
            File.Move(made, Path, overwrite: true);
            return update;
        }
        finally
        {
            File.Delete(made);
            File.Delete(made + "-journal");
        }
    }

    private DatabaseUpdate Update(string file, IReadOnlyList<string> earlier)
    {
        using var connection = Open(file, SqliteOpenMode.ReadWrite);
        using var transaction = connection.BeginTransaction();
        var known = Fingerprints(connection);
        var there = Folders().ToDictionary(folder => System.IO.Path.GetFileName(folder.Path), StringComparer.Ordinal);
        var gone = known.Keys.Where(run => !there.ContainsKey(run)).ToList();
        gone.ForEach(run => Remove(connection, run));
        var (notes, read) = (new List<string>(earlier), 0);
        foreach (var (run, folder) in there)
        {
            var fingerprint = RunFingerprint.Of(folder);
            if (known.GetValueOrDefault(run) != fingerprint)
            {
                Remove(connection, run);
                read += Import(transaction, folder, fingerprint, notes) ? 1 : 0;
            }
        }

        Execute(connection, "DELETE FROM sweeps; DELETE FROM probes;");
        var runs = Fingerprints(connection).Keys.ToHashSet(StringComparer.Ordinal);
        var sweeps = new SweepImport(transaction, _results);
        sweeps.AddSweeps(runs);
        sweeps.AddProbes(runs);
        transaction.Commit();
        return new(runs.Count, read, gone.Count, notes);
    }

    private static bool Import(SqliteTransaction transaction, RunFolder folder, string fingerprint, List<string> notes)
    {
        const string Point = "run";
        transaction.Save(Point);
        try
        {
            new RunImport(transaction).Add(folder, fingerprint);
            return true;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ConfigurationException or JsonException or IOException or InvalidCastException or OverflowException)
        {
            transaction.Rollback(Point);
            notes.Add($"{folder.Path} is left out: {unreadable.Message.TrimEnd('.')}.");
            return false;
        }
    }

    private IEnumerable<RunFolder> Folders()
    {
        var runs = System.IO.Path.Combine(_results, "runs");
        var others = Directory.EnumerateDirectories(_results).Where(folder => System.IO.Path.GetFileName(folder) != "runs");
        return (Directory.Exists(runs) ? Directory.EnumerateDirectories(runs) : []).Concat(others)
            .Select(RunFolder.At)
            .Where(folder => File.Exists(folder.ConfigFile))
            .DistinctBy(folder => System.IO.Path.GetFileName(folder.Path), StringComparer.Ordinal)
            .OrderBy(folder => folder.Path, StringComparer.Ordinal);
    }

    private static void Remove(SqliteConnection connection, string run)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM runs WHERE run = $run";
        command.Parameters.AddWithValue("$run", run);
        command.ExecuteNonQuery();
    }

    private static Dictionary<string, string> Fingerprints(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT run, fingerprint FROM runs";
        using var reader = command.ExecuteReader();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            found.Add(reader.GetString(0), reader.GetString(1));
        }

        return found;
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, ForeignKeys = true, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static object? Scalar(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
