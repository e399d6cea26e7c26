using Microsoft.Data.Sqlite;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>Adds lines to a table of a database.</summary>
internal sealed class Table : IDisposable
{
    private readonly SqliteCommand _insert;

    /// <param name="transaction">What the lines belong to.</param>
    /// <param name="name">The table.</param>
    /// <param name="columns">The columns that are given.</param>
    public Table(SqliteTransaction transaction, string name, params string[] columns)
    {
        _insert = transaction.Connection!.CreateCommand();
        _insert.Transaction = transaction;
        _insert.CommandText = $"INSERT OR REPLACE INTO {name} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "$" + column))})";
        foreach (var column in columns)
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = "$" + column });
        }
    }

    /// <summary>Adds a line: null, text, whole numbers or numbers, where what is not finite is null.</summary>
    public void Add(params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _insert.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                double number when !double.IsFinite(number) => DBNull.Value,
                var value => value,
            };
        }

        _insert.ExecuteNonQuery();
    }

    public void Dispose() => _insert.Dispose();
}
