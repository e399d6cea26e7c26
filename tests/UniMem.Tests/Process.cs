using System.Globalization;

namespace UniMem.Tests;

/// <summary>What this process takes of the machine, as Linux counts it.</summary>
internal static class Process
{
    /// <summary>By how many bytes an action raised the resident memory at its worst.</summary>
    public static long PeakGrowth(Action action)
    {
        action();   // what is loaded once is loaded
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        action();
        return Status("VmHWM") - before;
    }

    private static long Status(string key) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(key + ":", StringComparison.Ordinal))[(key.Length + 1)..^2].Trim(),
        CultureInfo.InvariantCulture);
}
