using System.Globalization;
using Spectre.Console;
using UniMem.Components;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Watching;
using UniMem.Experiments.Tracking;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Carries out a sweep from whatever state it is in to its tables and figures.</summary>
public static class SweepExecutor
{
    /// <summary>Carries out what is left of a sweep, then writes its tables and figures.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="folder">Where results are kept.</param>
    /// <param name="jobs">Runs at work at the same time; 0 takes what the sweep's file says.</param>
    /// <param name="console">What is drawn and written on.</param>
    /// <param name="renderer">What draws the figures.</param>
    /// <param name="stop">Asks for an end: the runs at work stop with a checkpoint each.</param>
    /// <returns>True when no run failed.</returns>
    /// <exception cref="ConfigurationException">The sweep is at work in another process, or a run's folder belongs to another configuration.</exception>
    /// <exception cref="OperationCanceledException">The sweep was asked to end, and did; the same command goes on.</exception>
    /// <exception cref="FigureException">The figures cannot be drawn; runs and tables are there all the same.</exception>
    public static bool Execute(SweepPlan plan, SweepFolder folder, int jobs, IAnsiConsole console, IFigureRenderer renderer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(console);
        using var taken = folder.Lock();
        var output = console.Profile.Out.Writer;
        var pruned = plan.Settings.Pruning.Rule == PruningRule.None ? 0 : plan.Runs.Count(run => folder.Run(run.Id) is { IsDone: false, Pruned: not null });
        var left = plan.Runs.Count(run => !folder.Run(run.Id).IsDone);
        output.WriteLine(left == 0
            ? Invariant($"{plan.Name}: nothing to do, all {plan.Runs.Count} runs are done.")
            : Invariant($"{plan.Name}: {left - pruned} of {plan.Runs.Count} runs to do{(pruned > 0 ? Invariant($" and {pruned} stopped early") : "")}; results in {folder.Path}"));
        if (SweepListing.Write(folder, plan) is { Length: > 0 } changed)
        {
            output.WriteLine(changed);
        }

        IReadOnlyList<RunFailure> failures = left == 0
            ? []
            : TableDisplay.Run(console, display => new SweepRunner(plan, folder, display).Run(jobs == 0 ? plan.Settings.Jobs : jobs, stop));
        foreach (var note in SweepTracking.Finish(plan, folder))
        {
            output.WriteLine(note);
        }

        new SweepReport(plan, folder, renderer).Write(output);
        if (failures.Count > 0)
        {
            output.WriteLine(Invariant($"\n{failures.Count} of {plan.Runs.Count} runs failed; the same command tries them again:"));
        }

        foreach (var failure in failures)
        {
            output.WriteLine($"\n{failure}\n    in {folder.Run(failure.Run.Id).Path}");
        }

        return failures.Count == 0;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
