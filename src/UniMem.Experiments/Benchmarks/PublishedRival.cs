using System.Diagnostics;
using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A published implementation of a method: an adapter of ours and a clone of it.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Name">Whose it is.</param>
/// <param name="Program">The adapter, a file of <c>published</c> without its extension.</param>
/// <param name="Form">What of it is wanted; empty where it has one form only.</param>
/// <param name="Folders">What Python finds it in, below the folder of clones.</param>
public sealed record PublishedRival(string Method, string Name, string Program, string Form, IReadOnlyList<string> Folders)
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Those of a table <c>published/rivals.csv</c>.</summary>
    /// <param name="folder">Where sizes, methods and rivals stand.</param>
    /// <exception cref="ConfigurationException">There is no such table, or it lacks a column.</exception>
    public static IReadOnlyList<PublishedRival> All(string folder)
    {
        var file = Path.Combine(folder, "published", "rivals.csv");
        if (!File.Exists(file))
        {
            throw new ConfigurationException("--rival", $"there is no table {file}.");
        }

        string[] columns = ["method", "rival", "program", "form", "folders"];
        var table = CsvTable.Read(file);
        return table.Columns.SequenceEqual(columns)
            ? [.. table.Rows.Select(row => new PublishedRival(row["method"], row["rival"], row["program"], row["form"], row["folders"].Split(' ')))]
            : throw new ConfigurationException("--rival", $"{file} has the columns {string.Join(", ", table.Columns)} where {string.Join(", ", columns)} are expected.");
    }

    /// <summary>The program that answers for it.</summary>
    /// <param name="folder">Where sizes, methods and rivals stand.</param>
    /// <param name="clones">The folder of clones.</param>
    /// <param name="threads">Threads of an operator.</param>
    /// <exception cref="ConfigurationException">The adapter, a clone or Python is not there.</exception>
    public ProcessStartInfo Start(string folder, string clones, int threads)
    {
        var programs = Path.GetFullPath(Path.Combine(folder, "published"));
        var missing = Folders.FirstOrDefault(part => !Directory.Exists(Path.Combine(clones, part)));
        return !File.Exists(Path.Combine(programs, $"{Program}.py")) ? throw new ConfigurationException("--rival", $"there is no program {Path.Combine(programs, $"{Program}.py")}.")
            : missing is not null ? throw new ConfigurationException(
                "--published", $"{clones} has no folder {missing}, which '{Name}' ({Method}) is imported from; {Path.Combine(programs, "get.sh")} {clones} gets what is missing.")
            : !File.Exists(Interpreter) ? throw new ConfigurationException("--rival", $"needs {Interpreter} with torch and numpy; install python3-torch.")
            : new(Interpreter,
            [
                Path.Combine(programs, "published.py"), Program, Form, threads.ToString(CultureInfo.InvariantCulture),
                .. Folders.Select(part => Path.GetFullPath(Path.Combine(clones, part))),
            ]);
    }
}
