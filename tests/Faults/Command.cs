using System.Diagnostics;

namespace UniMem.Faults;

/// <summary>Runs <c>dotnet</c>.</summary>
internal static class Command
{
    /// <summary>Runs it to its end, or kills it after two minutes.</summary>
    /// <returns>Exit code, -1 when it was killed, and all that it wrote.</returns>
    public static (int Code, string Text) Run(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
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
