namespace UniMem.Faults;

/// <summary>A copy of a folder of built tests, in which one assembly or native library is another.</summary>
internal sealed class Trial : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unimem-fault-").FullName;
    private readonly string _tests;

    /// <param name="fault">What to change, and where the tests lie.</param>
    public Trial(Fault fault)
    {
        try
        {
            _tests = Make(fault);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the tests whose full names contain one of these.</summary>
    /// <returns>How many passed and failed, and what was printed; a run that died or hung counts as one failure.</returns>
    public (int Passed, int Failed, string Text) Run(IEnumerable<string> names)
    {
        var filter = string.Join('|',
            names.Select(name =>
                $"FullyQualifiedName~{name.Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal)}"));
        var (code, text) = Command.Run("vstest", _tests, $"--TestCaseFilter:{filter}", "--logger:console;verbosity=normal");
        var lines = text.Split('\n');
        var (passed, failed) = (lines.Count(line => line.StartsWith("  Passed ", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("  Failed ", StringComparison.Ordinal)));
        var died = code != 0 && failed == 0 && (code < 0 || text.Contains("aborted", StringComparison.OrdinalIgnoreCase));
        return (passed, died ? 1 : failed, text);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make(Fault fault)
    {
        var built = Build.Output(System.IO.Path.Combine("tests", fault.Tests));
        var (copy, work) = (Directory.CreateDirectory(System.IO.Path.Combine(_folder, "bin")),
            Directory.CreateDirectory(System.IO.Path.Combine(_folder, "work")));
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.FullName, System.IO.Path.GetRelativePath(built, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        if (fault.IsNative)
        {
            NativeSources.Compile(fault, System.IO.Path.Combine(copy.FullName, NativeSources.Library), work.FullName);
        }
        else
        {
            Sources.Compile(fault, built, System.IO.Path.Combine(copy.FullName, $"{fault.Project}.dll"), work.FullName);
        }

        return Directory.EnumerateFiles(copy.FullName, "UniMem.*Tests.dll").Single();
    }
}
