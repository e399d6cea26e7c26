using System.Globalization;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Counts the processes that the kernel has ended for want of memory.</summary>
internal static class OutOfMemoryCount
{
    private const string Machine = "/proc/vmstat";
    private const string Container = "/sys/fs/cgroup/memory.events";

    /// <summary>How many since the machine started; 0 where the system does not tell.</summary>
    public static long Now => Value(Machine) + Value(Container);

    private static long Value(string file)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(text => text.StartsWith("oom_kill ", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan("oom_kill ".Length), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
