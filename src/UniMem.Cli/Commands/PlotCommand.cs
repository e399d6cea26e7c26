using System.CommandLine;
using UniMem.Cli.Figures;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem plot</c>: writes the tables and figures of a sweep from what its runs have found so far.</summary>
internal static class PlotCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("The sweep, such as experiments/quickstart/sweep.yaml.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var results = Words.Results();
        var command = new ExampledCommand(
            "plot",
            "Writes the tables and figures of a sweep again, from what its runs have found so far; trains nothing.",
            "unimem plot experiments/quickstart/sweep.yaml")
        {
            file,
            overrides,
            plugins,
            results,
        };
        command.SetAction(parsed =>
        {
            var sweep = SweepFile.Load(parsed.GetValue(file)!, PluginOption.Settings(parsed, plugins, overrides));
            var folder = new SweepFolder(parsed.GetValue(results)!, sweep.Name);
            var plan = SweepPlan.Of(sweep, new PlanningWork(folder.Path, Jobs: 0, terminal.Error.WriteLine, terminal.Stop));
            if (SweepResults.Read(plan, folder).Cells.Count == 0)
            {
                throw NothingEvaluated.Of(plan, folder);
            }

            new SweepReport(plan, folder, Drawing.Renderer).Write(terminal.Output);
            return ExitCodes.Success;
        });
        return command;
    }
}
