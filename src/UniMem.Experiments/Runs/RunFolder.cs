using System.Globalization;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Runs;

/// <summary>The folder of one run: everything that the run was and gave, enough to repeat it.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The configuration that the run follows, resolved: it refers to no other configuration file.</summary>
    public string ConfigFile => In("config.yaml");

    /// <summary>One line a step: what the run computed, the same on every repetition.</summary>
    public string MetricsFile => In("metrics.csv");

    /// <summary>One line a step: how long it took.</summary>
    public string TimingFile => In("timing.csv");

    /// <summary>One file an evaluation; see <see cref="EvaluationFiles"/>.</summary>
    public string EvaluationFolder => In("evaluations");

    /// <summary>Versions, machine and commit.</summary>
    public string EnvironmentFile => In("environment.json");

    /// <summary>What cuts the run's text into tokens.</summary>
    public string TokenizerFile => In("tokenizer.json");

    /// <summary>What the run said, with times.</summary>
    public string LogFile => In("log.txt");

    /// <summary>What tables tell of the model; see <see cref="RunFacts"/>.</summary>
    public string FactsFile => In("facts.json");

    /// <summary>True when the run went to its end.</summary>
    public bool IsDone => File.Exists(DoneFile);

    /// <summary>The mark of a run that went to its end; written then.</summary>
    public string DoneFile => In("DONE");

    /// <summary>Why the sweep that the run belongs to stopped it before its end; null where none did. See <see cref="Sweeps.Pruning.PruningRule"/>.</summary>
    public string? Pruned => Text(PrunedFile);

    /// <summary>How the run failed when it was last tried, with the last lines that it wrote; null where it did not.</summary>
    public string? Failure => Text(FailureFile);

    /// <summary>True while a process trains the run.</summary>
    public bool IsAtWork => FolderLock.IsHeld(LockFile);

    /// <summary>True when a model has been made in this folder: the configuration worked.</summary>
    public bool HasBegun => File.Exists(EnvironmentFile);

    /// <summary>Opens a folder to run in; makes it where there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="run">The run to be; a folder that is there may differ from it in name, device and threads only.</param>
    /// <exception cref="ConfigurationException">
    /// The folder belongs to another configuration or holds something else; it is left as it was.
    /// </exception>
    public static RunFolder Open(string path, ResolvedRun run)
    {
        var folder = At(path);
        if (File.Exists(folder.ConfigFile))
        {
            folder.RefuseAnother(run);
            return folder;
        }

        if (File.Exists(folder.Path))
        {
            throw new ConfigurationException(folder.Path, "this is a file, and a run needs a folder; name another place.");
        }

        if (Directory.Exists(folder.Path) && HoldsOtherThings(folder.Path))
        {
            throw new ConfigurationException(folder.Path, "this is not the folder of a run (it has no config.yaml), and it is not empty; name another one.");
        }

        try
        {
            WholeFile.Write(folder.ConfigFile, run.Yaml);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(folder.Path, $"this folder cannot be written ({e.Message.TrimEnd('.')}); name another one.", e);
        }

        return folder;
    }

    /// <summary>A folder that is there, to read from.</summary>
    /// <exception cref="ConfigurationException">There is no run in it.</exception>
    public static RunFolder Existing(string path)
    {
        var folder = At(path);
        return File.Exists(folder.ConfigFile)
            ? folder
            : throw new ConfigurationException(folder.Path, "there is no run in this folder (no config.yaml).");
    }

    /// <summary>The folder at a path, whether or not there is anything in it.</summary>
    public static RunFolder At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
    }

    /// <summary>Takes the folder for this process until the result is disposed of or the process ends.</summary>
    /// <param name="patience">How long another process is waited for.</param>
    /// <exception cref="ConfigurationException">Another process is at work in it.</exception>
    public IDisposable Lock(TimeSpan patience = default) =>
        FolderLock.Take(LockFile, "this run is being trained by another process; wait for it, or stop it.", patience);

    /// <summary>Takes back what a run leaves whose configuration does not work, so that a corrected one can have the folder.</summary>
    public void Remove()
    {
        foreach (var file in (string[])[ConfigFile, TokenizerFile, LogFile, LockFile])
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    /// <summary>Says that the run went to its end.</summary>
    public void MarkDone() => WholeFile.Write(DoneFile, DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture) + "\n");

    /// <summary>Says that the sweep stopped the run before its end, and why.</summary>
    public void MarkPruned(string reason) => WholeFile.Write(PrunedFile, reason + "\n");

    /// <summary>Says how the run failed.</summary>
    public void MarkFailed(string how) => WholeFile.Write(FailureFile, how.TrimEnd() + "\n");

    /// <summary>Forgets what became of the run when it was last tried: it goes on.</summary>
    public void ClearMarks()
    {
        File.Delete(PrunedFile);
        File.Delete(FailureFile);
    }

    private string LockFile => In("lock");

    private string PrunedFile => In("PRUNED");

    private string FailureFile => In("FAILED");

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd();
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static bool HoldsOtherThings(string path) =>
        Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != "lock");

    private void RefuseAnother(ResolvedRun run)
    {
        var there = ResolvedRun.Load(ConfigFile);
        if (there.Id == run.Id)
        {
            return;
        }

        var edited = System.IO.Path.GetFileName(Path) == run.Id;
        var differs = ConfigDifference.Between(there.Config, run.Config) is [var first, ..]
            ? $": {first.Path} is {first.Left ?? "not set"} there and {first.Right ?? "not set"} in this run"
            : ", or the text or plugin that it uses has changed since";
        throw new ConfigurationException(Path, edited
            ? $"the config.yaml in this folder was edited since the run was planned{differs}. Put it back, or remove the folder: the run then begins anew."
            : $"this folder holds a run of another configuration{differs}. Name another folder with --out, or remove this one.");
    }
}
