using System.Diagnostics;
using UniMem.Components;

namespace UniMem.Experiments.Runs;

/// <summary>A folder taken by one process: the operating system's lock of an open file, which ends with the process however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    // Whoever looks whether a lock is held touches it for a moment.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file; it stays when the lock is given back, and means nothing then.</param>
    /// <param name="refusal">What is said when another process holds the lock.</param>
    /// <param name="patience">How long another process is waited for.</param>
    /// <exception cref="ConfigurationException">Another process holds it, or its folder cannot be made.</exception>
    public static FolderLock Take(string path, string refusal, TimeSpan patience = default)
    {
        Destination.Make(Path.GetDirectoryName(path)!);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException cause) when (File.Exists(path))
            {
                if (waited.Elapsed >= (patience > Least ? patience : Least))
                {
                    throw new ConfigurationException(Path.GetDirectoryName(path)!, refusal, cause);
                }

                Thread.Sleep(100);
            }
        }
    }

    /// <summary>Whether a process holds the lock at this moment; nothing is taken and nothing is made.</summary>
    /// <param name="path">The lock file; where there is none nobody holds it.</param>
    public static bool IsHeld(string path)
    {
        try
        {
            // Opening a file to share it asks the system for the lock that all sharers may have together, and is refused while one process has it alone.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _file.Dispose();
}
