using UniMem.Components;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Where a sweep's tables and figures and all runs are kept.</summary>
/// <param name="results">The folder of all results.</param>
/// <param name="sweep">The sweep's name.</param>
public sealed class SweepFolder(string results, string sweep)
{
    /// <summary>The folder of all results: <c>results</c> in the repository when the launcher started UniMem, else in the current directory.</summary>
    public static string DefaultResults => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("UNIMEM_HOME") is { Length: > 0 } home ? home : Directory.GetCurrentDirectory(), "results");

    /// <summary>The sweep's own folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(results), sweep);

    /// <summary>A file of the sweep.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder of a run; sweeps that contain the same run share it.</summary>
    public RunFolder Run(string id) => RunFolder.At(System.IO.Path.Combine(System.IO.Path.GetFullPath(results), "runs", id));

    /// <summary>Takes the sweep for this process until the result is disposed of or the process ends, however it ends.</summary>
    /// <exception cref="ConfigurationException">Another process is at work on it.</exception>
    public IDisposable Lock() => FolderLock.Take(
        At("lock"), "this sweep is at work in another process; wait for it, stop it, or look on with unimem sweep FILE --watch.");

    /// <summary>True while a process has taken the sweep.</summary>
    public bool IsAtWork => FolderLock.IsHeld(At("lock"));

    /// <summary>Makes relative links to the run folders, named by what tells them apart; where links cannot be made there are none.</summary>
    public void Link(IEnumerable<PlannedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var folder = At("runs");
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFileSystemEntries(folder).Where(entry => new FileInfo(entry).LinkTarget is not null))
        {
            File.Delete(old);
        }

        foreach (var run in runs)
        {
            try
            {
                var name = string.Concat(run.FullLabel.Select(c => char.IsLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
                Directory.CreateSymbolicLink(System.IO.Path.Combine(folder, name), System.IO.Path.Combine("..", "..", "runs", run.Id));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // Windows lets only some users make links; the tables name the folders as well.
                return;
            }
        }
    }
}
