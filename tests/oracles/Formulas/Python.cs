using System.Diagnostics;

namespace UniMem.Oracles.Tests.Formulas;

/// <summary>The Python of the machine, where it has torch.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> Found = new(() => File.Exists(Interpreter) && Run("-c", "import numpy, torch").Code == 0);

    /// <summary>Whether programs that need torch can be run.</summary>
    public static bool HasTorch => Found.Value;

    /// <summary>Runs Python to its end.</summary>
    public static (int Code, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }
}
