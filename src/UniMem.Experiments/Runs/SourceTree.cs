using System.Diagnostics;
using System.Reflection;

namespace UniMem.Experiments.Runs;

/// <summary>The sources that the program was built from.</summary>
public static class SourceTree
{
    private static readonly string[] Built = [":/src", ":(top,glob)Directory.*"];

    /// <summary>The program's version; behind a plus sign the commit that it was built from, where that is known.</summary>
    public static string Version { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The commit of the sources, and whether any of them was changed since; not known of a program that does not lie among its sources.</summary>
    /// <param name="folder">Where the program lies.</param>
    /// <param name="others">Further folders that count, from the root of the repository: those whose files are read and kept nowhere else.</param>
    public static (string? Commit, bool? Changed) Commit(string folder, params IReadOnlyList<string> others)
    {
        if (Git(folder, "rev-parse", "--show-toplevel")?.Trim() is not { } root || !File.Exists(Path.Combine(root, "UniMem.sln")))
        {
            return (Version.Split('+') is [_, var built] ? built : null, null);
        }

        return (Git(folder, "rev-parse", "HEAD")?.Trim(), Git(folder, ["status", "--porcelain", "--", .. Built, .. others.Select(other => $":/{other}")]) is { Length: > 0 });
    }

    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", folder, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
