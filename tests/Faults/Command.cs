using System.Diagnostics;

namespace UniMem.Faults;

/// <summary>Runs programs.</summary>
internal static class Command
{
    /// <summary>Runs <c>dotnet</c> to its end, or kills it after two minutes.</summary>
    /// <returns>Exit code, -1 when it was killed, and all that it wrote.</returns>
    public static (int Code, string Text) Run(params IReadOnlyList<string> arguments) => Run(new ProcessStartInfo("dotnet", arguments));

    /// <summary>Runs a line of shell in a folder, likewise.</summary>
    public static (int Code, string Text) Shell(string line, string folder) =>
        Run(new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = folder });

    private static (int Code, string Text) Run(ProcessStartInfo start)
    {
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var ended = process.WaitForExit(TimeSpan.FromMinutes(2));
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        return (ended ? process.ExitCode : -1, output.Result + error.Result);
    }
}
