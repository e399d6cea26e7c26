using System.CommandLine;
using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Tracking.Database;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem db</c>: brings the database of all runs up to date, and asks it.</summary>
internal static class DbCommand
{
    public static Command Create(Terminal terminal)
    {
        var query = new Argument<string?>("query") { Description = "A SELECT statement; the database is only brought up to date when none is given.", Arity = ArgumentArity.ZeroOrOne };
        var results = Words.Results();
        var rebuild = new Option<bool>("--rebuild") { Description = "Makes the database again from the run folders." };
        var csv = new Option<bool>("--csv") { Description = "Prints what the query gives as comma-separated values, with every digit." };
        var command = new ExampledCommand(
            "db",
            "Keeps results/unimem.db, a SQLite file of all runs, settings, metrics and evaluations, up to date with the run folders, and asks it. "
                + "Any tool that reads SQLite can ask it too; what is written into it is lost.",
            "unimem db --rebuild" + Examples())
        {
            query,
            results,
            rebuild,
            csv,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(csv) && parsed.GetValue(query) is null)
            {
                throw new ConfigurationException("--csv", "it says how the answer to a query is printed, and there is no query.");
            }

            var database = new RunDatabase(parsed.GetValue(results)!);
            var update = parsed.GetValue(rebuild) ? database.Rebuild() : database.Refresh();
            foreach (var note in update.Notes)
            {
                terminal.Error.WriteLine($"unimem: {note}");
            }

            if (parsed.GetValue(query) is { } text)
            {
                var found = DatabaseQuery.Of(database.Path, text);
                terminal.Output.Write(parsed.GetValue(csv) ? Csv(found) : MarkdownTable.Of(found.Columns, [.. found.Rows.Select(Shown)]));
            }
            else
            {
                terminal.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{ConfigFiles.Shown(database.Path)}: {update.Runs} runs; {update.Read} read, {update.Removed} removed."));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static string Csv(DatabaseQuery found) => CsvTable.Line(found.Columns) + string.Concat(found.Rows.Select(CsvTable.Line));

    private static string[] Shown(IReadOnlyList<string> row) => [.. row.Select(cell =>
        cell.Length > 8 && cell.Contains('.', StringComparison.Ordinal) && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G6", CultureInfo.InvariantCulture)
            : cell)];

    private static string Examples() => string.Concat(DatabaseExamples.All.Select(example => $"\n\n  # {example.Question}\n  unimem db \"{example.Query}\""))
        + "\n\nTables:\n" + string.Join('\n', DatabaseSchema.Tables.Select(table => $"  {table.Table,-10} {table.Meaning}"));
}
