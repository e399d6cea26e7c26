using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Starts the program that runs now once more, for a single run.</summary>
public static class SelfCommand
{
    /// <summary>The command that carries out a run: <c>unimem train FOLDER/config.yaml --out FOLDER threads=N</c>.</summary>
    /// <param name="folder">The run's folder, with its configuration.</param>
    /// <param name="threads">Threads that it may use.</param>
    public static ProcessStartInfo Train(RunFolder folder, int threads)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] arguments =
        [
            "train", folder.ConfigFile, "--out", folder.Path, string.Create(CultureInfo.InvariantCulture, $"threads={threads}"),
        ];
        var host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new ProcessStartInfo(host, [Assembly.GetEntryAssembly()!.Location, .. arguments])
            : new ProcessStartInfo(host, arguments);
    }
}
