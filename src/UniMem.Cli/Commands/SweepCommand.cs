using System.CommandLine;
using UniMem.Cli.Figures;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Slurm;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem sweep</c>: carries out many runs, then writes their tables and figures.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("The sweep, such as experiments/quickstart/sweep.yaml.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var results = Words.Results();
        var jobs = new Option<int>("--jobs") { Description = "Runs at work at the same time; as the sweep's file says when not given." };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1)
            {
                result.AddError("--jobs must be at least 1.");
            }
        });
        var launcher = LauncherOption.Create();
        var watch = new Option<bool>("--watch") { Description = "Only looks on at the sweep that another terminal or a cluster carries out; see also unimem status." };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only lists the runs with parameters, memory, arithmetic, tokens and the time they will take, after timing 20 steps of each kind; "
                + "with --launcher slurm, only prints the job's script.",
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
            plugins,
            jobs,
            watch,
            launcher,
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

            if (result.GetValue(watch) && (result.GetValue(dryRun) || result.GetValue(launcher) is not null || result.GetResult(jobs) is not null))
            {
                result.AddError("--watch starts nothing, so --jobs, --launcher and --dry-run have no effect with it.");
            }

            if (result.GetValue(launcher) == LauncherOption.Slurm && result.GetResult(jobs) is not null)
            {
                result.AddError("--jobs has no effect with --launcher slurm; slurm.at_once=N limits the runs at work on the cluster.");
            }
        });
        command.SetAction(parsed =>
        {
            var sweep = SweepFile.Load(parsed.GetValue(file)!, PluginOption.Settings(parsed, plugins, overrides));
            var folder = new SweepFolder(parsed.GetValue(results)!, sweep.Name);
            var work = new PlanningWork(folder.Path, parsed.GetValue(jobs), terminal.Error.WriteLine, terminal.Stop);
            var plan = SweepPlan.Of(sweep, work);
            if (parsed.GetValue(dryRun) && parsed.GetValue(launcher) == LauncherOption.Slurm)
            {
                terminal.Output.Write(SlurmLauncher.Script(plan, folder));
                return ExitCodes.Success;
            }

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

            return CarryOut(plan, folder, parsed.GetValue(jobs), parsed.GetValue(launcher), terminal) ? ExitCodes.Success : ExitCodes.Crash;
        });
        return command;
    }

    private static bool CarryOut(SweepPlan plan, SweepFolder folder, int jobs, string? launcher, Terminal terminal)
    {
        foreach (var (label, kept) in plan.Merged)
        {
            terminal.Output.WriteLine($"{label} computes the same as {kept} and is not run twice.");
        }

        var renderer = Drawing.Renderer;
        if (launcher == LauncherOption.Slurm && SlurmLauncher.Submit(plan, folder, terminal.Output) > 0)
        {
            return true;
        }

        if (launcher == LauncherOption.Slurm || (launcher is null && SlurmSubmission.Of(folder).Count > 0))
        {
            return SlurmCollection.Collect(plan, folder, terminal.Output, renderer);
        }

        SlurmCollection.RequireIdle(folder);
        return SweepExecutor.Execute(plan, folder, jobs, terminal.Console, renderer, terminal.Stop);
    }
}
