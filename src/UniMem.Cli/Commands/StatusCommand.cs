using System.CommandLine;
using Spectre.Console;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem status</c>: tells how far sweeps and runs are, from their folders.</summary>
internal static class StatusCommand
{
    private const int AllRows = 10_000;

    public static Command Create(Terminal terminal)
    {
        var what = new Argument<string?>("sweep")
        {
            Description = "A sweep's or a run's file or folder; every sweep below results when not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var results = Words.Results();
        var watch = new Option<bool>("--watch") { Description = "Goes on showing it until it is over; Ctrl-C stops looking, not the sweep." };
        var command = new ExampledCommand(
            "status",
            "Tells how far a sweep or a run is, whoever carries it out: another terminal, or a cluster. It changes nothing.",
            "unimem status experiments/quickstart/sweep.yaml --watch")
        {
            what,
            results,
            watch,
        };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(results)!;
            switch (parsed.GetValue(what))
            {
                case null:
                    RefuseToFollow(parsed.GetValue(watch));
                    All(terminal, folder);
                    break;
                case { } path when File.Exists(Path.Combine(path, "config.yaml")):
                    RefuseToFollow(parsed.GetValue(watch));
                    One(terminal, path);
                    break;
                case { } path when File.Exists(path) && SweepFile.Varying.All(key => ConfigFiles.Load(path)[key] is null):
                    RefuseToFollow(parsed.GetValue(watch));
                    One(terminal, new SweepFolder(folder, "runs").Run(ResolvedRun.Load(path).Id).Path);
                    break;
                case { } path:
                    Show(terminal, Directory.Exists(path) ? SweepWatch.At(path) : Planned(path, folder), parsed.GetValue(watch));
                    break;
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void RefuseToFollow(bool watch)
    {
        if (watch)
        {
            throw new ConfigurationException("--watch", "has no effect but on one sweep; name its file or folder.");
        }
    }

    /// <summary>Shows a sweep once, or until it is over.</summary>
    public static SweepState Show(Terminal terminal, SweepWatch sweep, bool follow)
    {
        var state = follow ? TableDisplay.Run(terminal.Console, display => sweep.Follow(display, terminal.Stop)) : sweep.State();
        terminal.Output.WriteLine($"{sweep.Name}, in {ConfigFiles.Shown(sweep.Folder.Path)}{(sweep.IsAtWork ? "" : "; no process is at work on the sweep here")}");
        if (terminal.Console.Profile.Out.IsTerminal)
        {
            terminal.Console.Write(StateTable.Draw(state, AllRows, terminal.Console.Profile.Width));
        }
        else
        {
            terminal.Output.WriteLine($"\n{StateTable.Text(state)}");
        }

        foreach (var failed in state.Runs.Where(run => run.Phase == RunPhase.Failed))
        {
            var folder = sweep.Folder.Run(failed.Run.Id);
            terminal.Output.WriteLine($"{failed.Run.Label}: {folder.Failure}\n    in {ConfigFiles.Shown(folder.Path)}");
        }

        return state;
    }

    // A sweep that has been started is shown as it was started, whatever its file says now.
    private static SweepWatch Planned(string file, string results)
    {
        var sweep = SweepFile.Load(file);
        var folder = new SweepFolder(results, sweep.Name);
        var listed = SweepListing.Read(folder);
        return new(folder, listed.Count > 0
            ? listed
            : [.. SweepPlan.Of(sweep, new PlanningWork(folder.Path, Jobs: 0, _ => { }, CancellationToken.None)).Runs.Select(ListedRun.Of)]);
    }

    private static void All(Terminal terminal, string results)
    {
        var sweeps = Directory.Exists(results)
            ? Directory.EnumerateDirectories(results).Order(StringComparer.Ordinal).Where(folder => File.Exists(Path.Combine(folder, SweepListing.FileName))).Select(SweepWatch.At).ToList()
            : [];
        foreach (var sweep in sweeps)
        {
            terminal.Output.WriteLine($"{sweep.Name}{(sweep.IsAtWork ? " (at work)" : "")}: {sweep.State()}");
        }

        if (sweeps.Count == 0)
        {
            terminal.Output.WriteLine($"No sweep has been started in {ConfigFiles.Shown(Path.GetFullPath(results))}.");
        }
    }

    private static void One(Terminal terminal, string path)
    {
        var folder = RunFolder.Existing(path);
        var config = ResolvedRun.Load(folder.ConfigFile).Config;
        var state = RunState.Of(new(Path.GetFileName(folder.Path), config.Name, config.Name, config.Training.Steps, 1), folder);
        terminal.Output.WriteLine($"{config.Name}: {state.Word}{(state.Status is { } status ? $", {status}" : "")}");
        if ((folder.Failure ?? folder.Pruned) is { } why)
        {
            terminal.Output.WriteLine(why);
        }
    }
}
