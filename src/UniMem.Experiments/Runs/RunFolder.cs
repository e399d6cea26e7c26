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
    public bool IsDone => File.Exists(In("DONE"));

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

        if (File.Exists(folder.Path) || (Directory.Exists(folder.Path) && HoldsOtherThings(folder.Path)))
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
        FolderLock.Take(In("lock"), "this run is being trained by another process; wait for it, or stop it.", patience);

    /// <summary>Takes back what a run leaves whose configuration does not work, so that a corrected one can have the folder.</summary>
    public void Remove()
    {
        foreach (var file in (string[])[ConfigFile, TokenizerFile, LogFile, In("lock")])
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    /// <summary>Says that the run went to its end.</summary>
    public void MarkDone() => WholeFile.Write(In("DONE"), DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture) + "\n");

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

        var differs = ConfigDifference.Between(there.Config, run.Config) is [var first, ..]
            ? $": {first.Path} is {first.Left ?? "not set"} there and {first.Right ?? "not set"} in this run"
            : ", or the text that it reads has changed since";
        throw new ConfigurationException(Path, $"this folder holds a run of another configuration{differs}. Name another folder with --out, or remove this one.");
    }
}
