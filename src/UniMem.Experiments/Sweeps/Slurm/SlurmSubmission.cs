using System.Globalization;
using UniMem.Data;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>An array job that a sweep has submitted, or was about to: a folder with its script, its list of runs and, once it is known, its number.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Name">The job's name, which no other submission of the sweep has.</param>
public sealed record SlurmSubmission(string Folder, string Name)
{
    private const string JobFile = "job.txt";

    /// <summary>The script that sbatch is given.</summary>
    public string ScriptFile => Path.Combine(Folder, "job.sh");

    /// <summary>The names of its runs, by the index of their tasks.</summary>
    public IReadOnlyList<string> Runs => !File.Exists(TaskFile) ? [] : [.. File.ReadLines(TaskFile).Select(folder => Path.GetFileName(folder))];

    /// <summary>The number of the array job; null as long as it is not known.</summary>
    public string? Job => File.Exists(In(JobFile)) ? File.ReadAllText(In(JobFile)).Trim() : null;

    /// <summary>The submissions of a sweep, in order.</summary>
    public static IReadOnlyList<SlurmSubmission> Of(SweepFolder sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var folder = sweep.At("slurm");
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateDirectories(folder)
                .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0)
                .Order()
                .Select(number => At(sweep, number)),
        ];
    }

    /// <summary>The next submission of a sweep; nothing is written yet.</summary>
    public static SlurmSubmission Next(SweepFolder sweep)
    {
        var last = Of(sweep).LastOrDefault()?.Folder;
        return At(sweep, last is null ? 1 : int.Parse(Path.GetFileName(last), CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>Its script.</summary>
    public SlurmScript Script(SweepPlan plan, int tasks)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(Name, Folder, tasks, SelfCommand.Program, plan.Settings.Slurm, plan.Settings.Retries);
    }

    /// <summary>Writes script and list of runs.</summary>
    public void Write(SlurmScript script, IEnumerable<string> runFolders)
    {
        ArgumentNullException.ThrowIfNull(script);
        WholeFile.Write(TaskFile, string.Concat(runFolders.Select(folder => folder + "\n")));
        WholeFile.Write(ScriptFile, script.Text);
    }

    /// <summary>Notes the number of its job.</summary>
    public void Submitted(string job) => WholeFile.Write(In(JobFile), job + "\n");

    private string TaskFile => In(SlurmScript.TaskList);

    private string In(string name) => Path.Combine(Folder, name);

    private static SlurmSubmission At(SweepFolder sweep, int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        return new(Path.Combine(sweep.At("slurm"), name), $"unimem-{Path.GetFileName(sweep.Path)}-{name}");
    }
}
