using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Starts the program that runs now once more, for a single run.</summary>
public static class SelfCommand
{
    /// <summary>The words that start the program that runs now.</summary>
    public static IReadOnlyList<string> Program => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, Assembly.GetEntryAssembly()!.Location]
        : [Environment.ProcessPath!];

    /// <summary>The command that carries out a run: <c>unimem train FOLDER/config.yaml --out FOLDER threads=N</c>.</summary>
    /// <param name="order">The run and what it may use.</param>
    public static ProcessStartInfo Train(RunOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        string[] words =
        [
            .. Program, "train", order.Folder.ConfigFile, "--out", order.Folder.Path, string.Create(CultureInfo.InvariantCulture, $"threads={order.Threads}"),
            .. order.Until is { } step ? (string[])["--until", step.ToString(CultureInfo.InvariantCulture)] : [],
        ];
        var start = new ProcessStartInfo(words[0], words.Skip(1));
        if (order.Gpu is { } gpu)
        {
            // The order of the driver's own list, which is the order of the names given out.
            start.Environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
            start.Environment[Gpus.Variable] = gpu;
        }

        return start;
    }
}
