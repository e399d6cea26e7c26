using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace UniMem.Cli;

/// <summary>Keeps the full trace of a failure where it does not drown the message.</summary>
internal static class CrashReport
{
    /// <summary>Writes the trace to a file of its own and tells its path.</summary>
    public static string Write(IReadOnlyList<string> arguments, Exception crash)
    {
        var now = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var file = Path.Combine(Path.GetTempPath(), $"unimem-crash-{now}-{Environment.ProcessId}.txt");
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        File.WriteAllText(file, $"""
            unimem {string.Join(' ', arguments)}
            {version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}

            {crash}

            """);
        return file;
    }
}
