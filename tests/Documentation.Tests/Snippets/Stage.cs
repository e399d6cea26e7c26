using System.Diagnostics;
using UniMem.Cli;

namespace UniMem.Documentation.Tests.Snippets;

/// <summary>A folder that looks like the repository to a reader's commands, and keeps what they make to itself.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly string[] Own = ["results", "artifacts", "unimem", ".git"];

    private readonly TemporaryFolder _folder = new();

    public Stage()
    {
        Directory.CreateDirectory(Home);
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.Path).Where(entry => !Own.Contains(Path.GetFileName(entry))))
        {
            File.CreateSymbolicLink(Path.Combine(Home, Path.GetFileName(entry)), entry);
        }

        // Settings that shrink a block go to the commands that train, and to those that must find the same runs again.
        File.WriteAllText(Path.Combine(Home, "unimem"), $"""
            #!/usr/bin/env bash
            export UNIMEM_HOME='{Home}'
            case "$1" in
                pack) shift; exec '{Repository.At("unimem")}' pack --out '{Home}/artifacts/packages' "$@" ;;
                train | sweep | plot | report) exec dotnet '{typeof(CommandLine).Assembly.Location}' "$@" $UNIMEM_SHRINK ;;
                *) exec dotnet '{typeof(CommandLine).Assembly.Location}' "$@" ;;
            esac

            """.Replace("\r", "", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(Home, "unimem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(Outputs);
    }

    /// <summary>What stands for the repository.</summary>
    public string Home => _folder.At("unimem-clone");

    /// <summary>Where outputs of blocks lie.</summary>
    public string Outputs => _folder.At("outputs");

    /// <summary>Runs a script in a folder.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string script, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_folder.At("script"), script);
        var start = new ProcessStartInfo("bash", [_folder.At("script")]) { WorkingDirectory = folder, RedirectStandardInput = true };
        start.Environment["UNIMEM_HOME"] = Home;
        start.Environment["HOME"] = _folder.At("home");
        start.Environment["DOTNET_CLI_HOME"] = _folder.At("home");
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["OMP_NUM_THREADS"] = "1";
        Directory.CreateDirectory(_folder.At("home"));
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>A folder outside of what stands for the repository.</summary>
    public string Elsewhere => _folder.At("elsewhere");

    /// <summary>What a block printed; empty when it did not run.</summary>
    public string Output(int line) => Output($"{line}");

    private string Output(string name) => File.Exists(Path.Combine(Outputs, name)) ? File.ReadAllText(Path.Combine(Outputs, name)) : "";

    /// <summary>Each block's line and the seconds that it took.</summary>
    public string Seconds => Output("seconds");

    public void Dispose() => _folder.Dispose();
}
