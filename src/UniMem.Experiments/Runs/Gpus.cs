using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace UniMem.Experiments.Runs;

/// <summary>The GPUs of this machine, without taking hold of any.</summary>
public static class Gpus
{
    /// <summary>The environment variable that says which GPUs a process may see.</summary>
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>The GPUs that this process may use, as <see cref="Variable"/> names them; none on a machine without.</summary>
    public static IReadOnlyList<string> Visible() => Visible(Environment.GetEnvironmentVariable(Variable), () => Query("index"));

    /// <summary>The GPUs that a process with this variable may use.</summary>
    /// <param name="variable">Its value; null where it is not set.</param>
    /// <param name="all">Names all GPUs of the machine.</param>
    public static IReadOnlyList<string> Visible(string? variable, Func<IReadOnlyList<string>> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return variable is null
            ? all()
            : [.. variable.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeWhile(name => name != "-1")];
    }

    /// <summary>Model, memory and driver of each GPU of the machine, as its driver tells them; none where there is no driver.</summary>
    public static IReadOnlyList<string> Describe() => Query("--query-gpu=index,name,memory.total,driver_version");

    /// <summary>Numbers of the processes that use GPUs, and what each holds on one of them.</summary>
    public static IEnumerable<(string Process, long Bytes)> Processes() =>
        from line in Query("--query-compute-apps=pid,used_gpu_memory")
        let parts = line.Split(',', StringSplitOptions.TrimEntries)
        where parts.Length == 2 && long.TryParse(parts[1].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select (parts[0], long.Parse(parts[1].Split(' ')[0], CultureInfo.InvariantCulture) << 20);

    private static IReadOnlyList<string> Query(string what)
    {
        try
        {
            var start = new ProcessStartInfo("nvidia-smi", [what, "--format=csv,noheader"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return process.ExitCode == 0 ? lines : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
