using System.Globalization;
using Microsoft.Data.Sqlite;
using UniMem.Components;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>What a query of the database gives.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The lines, as text: numbers with every digit, nothing for null.</param>
public sealed record DatabaseQuery(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Asks; nothing can be changed by it.</summary>
    /// <param name="file">The database.</param>
    /// <param name="query">A statement of SQL.</param>
    /// <exception cref="ConfigurationException">The statement is wrong, or would change something.</exception>
    public static DatabaseQuery Of(string file, string query)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = query;
            using var reader = command.ExecuteReader();
            var rows = new List<IReadOnlyList<string>>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))]);
            }

            return new([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
        }
        catch (SqliteException wrong)
        {
            throw new ConfigurationException(
                "query", $"{wrong.Message.TrimEnd('.')}. Tables: {string.Join(", ", DatabaseSchema.Tables.Select(table => table.Table))}; 'unimem db --help' describes them.", wrong);
        }
    }

    private static string Text(object value) => value switch
    {
        DBNull => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
