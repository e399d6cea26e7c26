using System.ComponentModel;
using System.Diagnostics;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>A command of Slurm that has been run.</summary>
/// <param name="ExitCode">What it returned.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained of.</param>
internal sealed record SlurmCommand(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command; null where there is no such command on this machine.</summary>
    public static SlurmCommand? Run(string name, params IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo(name, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The lines that it wrote, if it went well.</summary>
    public IEnumerable<string> Lines => ExitCode != 0 ? [] : Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
