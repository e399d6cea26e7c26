using System.CommandLine;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem sweep</c>: carries out many runs, then writes their tables and figures.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("The sweep, such as experiments/quickstart/sweep.yaml.");
        var overrides = Words.Overrides();
        var results = Words.Results();
        var jobs = new Option<int>("--jobs") { Description = "Runs at work at the same time; as the sweep's file says when not given." };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1)
            {
                result.AddError("--jobs must be at least 1.");
            }
        });
        var watch = new Option<bool>("--watch") { Description = "Only looks on at the sweep that another terminal or a cluster carries out; see also unimem status." };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only lists the runs with parameters, memory, arithmetic, tokens and the time they will take, after timing 20 steps of each kind.",
        };
        var noCalibration = new Option<bool>("--no-calibration") { Description = "With --dry-run: times nothing; shows what earlier calibrations tell." };
        var command = new ExampledCommand(
            "sweep",
            "Carries out the runs of a sweep that are not done yet, then writes tables and figures. "
                + "Ctrl-C stops; the same command goes on. Exits 0 only if no run failed, 1 if one did.",
            "unimem sweep experiments/quickstart/sweep.yaml --jobs 2")
        {
            file,
            overrides,
            jobs,
            watch,
            dryRun,
            noCalibration,
            results,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(noCalibration) && !result.GetValue(dryRun))
            {
                result.AddError("--no-calibration has no effect without --dry-run.");
            }
        });
        command.SetAction(parsed =>
        {
            var sweep = SweepFile.Load(parsed.GetValue(file)!, parsed.GetValue(overrides)!);
            var folder = new SweepFolder(parsed.GetValue(results)!, sweep.Name);
            var work = new PlanningWork(folder.Path, parsed.GetValue(jobs), terminal.Error.WriteLine, terminal.Stop);
            var plan = SweepPlan.Of(sweep, work);
            if (parsed.GetValue(dryRun))
            {
                terminal.Output.Write(DryRun.Of(plan, folder, work, calibrate: !parsed.GetValue(noCalibration)));
                return ExitCodes.Success;
            }

            if (parsed.GetValue(watch))
            {
                StatusCommand.Show(terminal, new SweepWatch(folder, [.. plan.Runs.Select(ListedRun.Of)]), follow: true);
                return ExitCodes.Success;
            }

            return SweepExecutor.Execute(plan, folder, parsed.GetValue(jobs), terminal.Console, new GnuplotRenderer(), terminal.Stop)
                ? ExitCodes.Success
                : ExitCodes.Crash;
        });
        return command;
    }
}
