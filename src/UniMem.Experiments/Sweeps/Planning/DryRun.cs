using System.Globalization;
using System.Text;
using UniMem.Experiments.Sweeps.Planning.Costs;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What a sweep would do, in words and numbers, before anything of it is done.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Where its results are, or will be.</param>
/// <param name="calibrations">The calibrations that are there.</param>
/// <param name="jobs">Runs at work at the same time.</param>
public sealed class DryRun(SweepPlan plan, SweepFolder folder, CalibrationFile calibrations, int jobs)
{
    private readonly RunCosts _costs = new();

    /// <summary>The table of runs and the totals, after the calibrations that they need.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="folder">Where its results are, or will be.</param>
    /// <param name="work">Where calibrations are kept, and how many runs will be at work at the same time.</param>
    /// <param name="calibrate">Whether missing calibrations are made.</param>
    /// <exception cref="Components.ConfigurationException">The parts of a run do not fit together, or it cannot begin.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public static string Of(SweepPlan plan, SweepFolder folder, PlanningWork work, bool calibrate)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(work);
        var store = new CalibrationFile(work.CalibrationFile);
        var jobs = work.Jobs == 0 ? plan.Settings.Jobs : work.Jobs;
        var dryRun = new DryRun(plan, folder, store, jobs);
        if (calibrate)
        {
            new Calibrator(store, work.Say).Complete(dryRun.Left, jobs, work.Stop);
        }

        return dryRun.Text();
    }

    private IReadOnlyList<PlannedRun> Left => [.. plan.Runs.Where(run => folder.Run(run.Id) is { IsDone: false, Pruned: null })];

    /// <summary>The table of runs and the totals.</summary>
    /// <exception cref="Components.ConfigurationException">The parts of a run do not fit together.</exception>
    public string Text()
    {
        var left = Left;
        var lines = plan.Runs.Select(run => (Run: run, Seconds: left.Contains(run) ? Seconds(run, left.Count) : 0)).ToList();
        var matched = plan.Runs.Any(run => run.Match is not null);
        string[] head = ["run", "id", "parameters", "memory bytes", "FLOPs a token", "tokens", .. matched ? (string[])["matched"] : [], "time", "state"];
        var text = new StringBuilder(MarkdownTable.Of(head, [.. lines.Select(line => Row(line.Run, line.Seconds, matched))]));
        foreach (var (label, kept) in plan.Merged)
        {
            text.Append(Say($"\n{label} computes the same as {kept} and is not run twice."));
        }

        var told = plan.Runs.SelectMany(run => _costs.Warnings(run.Run).Select(warning => $"{run.Label}: {warning}")).Distinct().ToList();
        text.AppendJoin("", told.Select(warning => $"\n{warning}"));
        text.Append(plan.Merged.Count + told.Count > 0 ? "\n\n" : "\n").Append(Totals(left, [.. lines.Where(line => left.Contains(line.Run)).Select(line => line.Seconds)])).Append('\n');
        return text.ToString();
    }

    private string Totals(IReadOnlyList<PlannedRun> left, IReadOnlyList<double?> seconds)
    {
        var all = Say($"{Runs(plan.Runs.Count)}, {left.Count} to do, {Amount(left.Sum(run => RunCosts.Tokens(run.Run.Config)))} tokens to train on.");
        if (left.Count == 0)
        {
            return all;
        }

        return seconds.All(s => s is not null)
            ? Say($"{all}\nAbout {Duration.Of(seconds.Sum(s => s!.Value))} of work: {Duration.Of(RunEstimate.Together(seconds.Select(s => s!.Value), jobs))} with --jobs {jobs} on this machine, from {RunCalibration.Steps} timed steps of each kind of run.")
            : Say($"{all}\nNo estimate of the time: {Runs(seconds.Count(s => s is null))} not calibrated.");
    }

    private static string Runs(int count) => count == 1 ? "1 run" : Say($"{count} runs");

    private string[] Row(PlannedRun run, double? seconds, bool matched)
    {
        var cost = _costs.Of(run.Run);
        var match = run.Match is { } m ? Say($"{m.Quantity} {m.Miss * 100:+0.0;-0.0;0.0} %{(m.Change.Length > 0 ? $" ({m.Change})" : "")}") : "";
        return
        [
            run.FullLabel, run.Id, Say($"{cost.Parameters:N0}"), Say($"{cost.MemoryBytes:N0}"), Say($"{cost.FlopsPerToken:N0}"),
            Amount(RunCosts.Tokens(run.Run.Config)), .. matched ? (string[])[match] : [], seconds is { } s ? (s == 0 ? "" : Duration.Of(s)) : "?", State(run),
        ];
    }

    private double? Seconds(PlannedRun run, int left)
    {
        var key = CalibrationKey.Of(run.Run, MachineShare.Of(jobs, left, run.Run.Config.Threads));
        return calibrations.Find(key) is { } timing ? RunEstimate.Seconds(run.Run.Config, timing, Step(run)) : null;
    }

    private string State(PlannedRun run)
    {
        var place = folder.Run(run.Id);
        return place.IsDone ? "done"
            : place.Pruned is not null ? "pruned"
            : place.Failure is not null ? "failed"
            : Step(run) is var step and > 0 ? Say($"at step {step}")
            : "new";
    }

    private long Step(PlannedRun run) => RunFolderStatus.Read(folder.Run(run.Id), run.Run.Config.Training.Steps)?.Step ?? 0;

    private static string Amount(double number) => number switch
    {
        < 1e4 => Say($"{number:F0}"),
        < 1e6 => Say($"{number / 1e3:F0} k"),
        < 1e9 => Say($"{number / 1e6:F1} M"),
        _ => Say($"{number / 1e9:F1} G"),
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
