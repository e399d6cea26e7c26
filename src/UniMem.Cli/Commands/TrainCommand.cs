using System.CommandLine;
using Spectre.Console;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Runs.Processes;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem train</c>: carries out one run, or goes on with it.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("The run, such as configs/runs/tiny.yaml.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var folder = new Option<string?>("--out")
        {
            Description = "The run's folder; results/runs/ID when not given, where ID follows from what the run computes.",
        };
        var until = new Option<long?>("--until")
        {
            Description = "Pauses after this step with a checkpoint; the same command without it goes on to the end.",
        };
        until.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && long.TryParse(token.Value, out var step) && step < 1)
            {
                result.AddError("--until must be at least 1.");
            }
        });
        var processes = new Option<int>("--processes")
        {
            Description = "How many processes of this machine divide the rows of each batch, a GPU or a part of the cores for each; the results are the same but for rounding. Under srun the tasks do so by themselves.",
            DefaultValueFactory = _ => 1,
        };
        processes.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && count < 1)
            {
                result.AddError("--processes must be at least 1.");
            }
        });
        var command = new ExampledCommand(
            "train",
            "Trains a model, or goes on where the same run stopped; Ctrl-C stops with a checkpoint.",
            "unimem train configs/runs/tiny-unimix.yaml training.steps=400 seed=2")
        {
            file,
            overrides,
            plugins,
            folder,
            until,
            processes,
        };
        command.SetAction(parsed =>
        {
            var run = ResolvedRun.Load(parsed.GetValue(file)!, PluginOption.Settings(parsed, plugins, overrides));
            var path = parsed.GetValue(folder) ?? new SweepFolder(SweepFolder.DefaultResults, "runs").Run(run.Id).Path;
            var place = ProcessEnvironment.Place();
            var count = parsed.GetValue(processes);
            if (place is null && count > 1)
            {
                run.Located(config => Divided(count, config));
                return LocalProcesses.Run([.. parsed.Tokens.Select(token => token.Value)], count, terminal.Error, terminal.Stop);
            }

            using var share = run.Located(config => place is null ? ProcessShare.Alone(config) : ProcessShare.Join(place, config));
            if (share.Group.Rank > 0)
            {
                RunFollower.Execute(run, path, share, terminal.Stop, parsed.GetValue(until));
                return ExitCodes.Success;
            }

            BarProgress.Run(terminal.Console, run.Config.Name, progress => RunExecutor.Execute(run, path, progress, terminal.Stop, parsed.GetValue(until), share));
            return ExitCodes.Success;
        });
        return command;
    }

    private static bool Divided(int count, RunConfig config)
    {
        ProcessShare.Check(count, count, config);
        return true;
    }
}
