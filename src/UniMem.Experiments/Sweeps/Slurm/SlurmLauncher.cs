using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>Hands a sweep over to a Slurm cluster: one array job for the runs that are neither done nor in its queue.</summary>
public static class SlurmLauncher
{
    /// <summary>The script that would be submitted now; nothing is written or asked.</summary>
    public static string Script(SweepPlan plan, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        return SlurmSubmission.Next(folder).Script(plan, Math.Max(1, plan.Runs.Count(run => !folder.Run(run.Id).IsDone))).Text;
    }

    /// <summary>Submits what is missing.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="folder">Where results are kept: on a disk that the nodes of the cluster share.</param>
    /// <param name="output">Is told what was submitted.</param>
    /// <returns>How many runs were submitted.</returns>
    /// <exception cref="ConfigurationException">
    /// There is no Slurm here, or it refuses the job; the sweep is at work; or a run's folder belongs to another configuration.
    /// </exception>
    public static int Submit(SweepPlan plan, SweepFolder folder, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(output);
        if (plan.Settings.Pruning.Rule != PruningRule.None)
        {
            throw new ConfigurationException("pruning", "runs on a cluster do not wait for one another, as pruning needs it; remove pruning:, or write --launcher local.");
        }

        using var taken = folder.Lock();
        RequireSlurm();
        foreach (var run in plan.Runs)
        {
            RunFolder.Open(folder.Run(run.Id).Path, run.Run);
        }

        if (SweepListing.Write(folder, plan) is { Length: > 0 } changed)
        {
            output.WriteLine(changed);
        }

        var queue = new SlurmQueue(folder);
        var tasks = queue.Tasks();
        if (queue.Silence.Length > 0)
        {
            throw new ConfigurationException("--launcher", $"Slurm does not tell what is in its queue ({queue.Silence.TrimEnd('.')}), and no run may be submitted twice; try again.");
        }

        var left = plan.Runs.Where(run => !folder.Run(run.Id).IsDone).ToList();
        var queued = left.Where(run => tasks.TryGetValue(run.Id, out var task) && task.IsActive).ToList();
        var here = left.Except(queued).Where(run => folder.Run(run.Id).IsAtWork).ToList();
        var missing = left.Except(queued).Except(here).ToList();
        output.WriteLine(Invariant($"{plan.Name}: {plan.Runs.Count - left.Count} of {plan.Runs.Count} runs are done, {queued.Count} in the cluster's queue or at work there, {missing.Count} to submit."));
        if (here.Count > 0)
        {
            output.WriteLine($"Left alone, because a process on this machine is at work on them: {string.Join("; ", here.Select(run => run.FullLabel))}.");
        }

        if (missing.Count > 0)
        {
            Submit(plan, folder, missing, output);
        }

        return missing.Count;
    }

    private static void Submit(SweepPlan plan, SweepFolder folder, List<PlannedRun> missing, TextWriter output)
    {
        var submission = SlurmSubmission.Next(folder);
        submission.Write(submission.Script(plan, missing.Count), missing.Select(run => folder.Run(run.Id).Path));
        var answer = SlurmCommand.Run("sbatch", "--parsable", submission.ScriptFile)!;
        if (answer.ExitCode != 0 || answer.Lines.LastOrDefault() is not { } line)
        {
            Directory.Delete(submission.Folder, recursive: true);
            throw new ConfigurationException("slurm", $"sbatch refuses the job: {answer.Error.Trim().ReplaceLineEnd()}. Mend the settings under slurm:; --launcher slurm --dry-run prints the script.");
        }

        var job = line.Split(';')[0];
        submission.Submitted(job);
        output.WriteLine(Invariant($"Submitted as array job {job}, {missing.Count} {(missing.Count == 1 ? "task" : "tasks")}; script and logs are in {submission.Folder}."));
        output.WriteLine($"unimem status shows how far it is; unimem sweep writes tables and figures of what is there; scancel {job} gives it up.");
    }

    private static void RequireSlurm()
    {
        var answer = SlurmCommand.Run("sinfo", "--noheader")
            ?? throw new ConfigurationException("--launcher", "there is no Slurm on this machine (no sinfo); submit from a login node of a cluster, or leave --launcher slurm out.");
        if (answer.ExitCode != 0)
        {
            throw new ConfigurationException("--launcher", $"Slurm does not answer: {answer.Error.Trim().ReplaceLineEnd()}.");
        }
    }

    private static string ReplaceLineEnd(this string text) => text.ReplaceLineEndings("; ").TrimEnd('.', ' ');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
