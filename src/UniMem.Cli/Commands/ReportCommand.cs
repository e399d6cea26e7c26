using System.CommandLine;
using UniMem.Cli.Figures;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Reports;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem report</c>: writes a sweep as one page that opens in any browser, without a network.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("The sweep, such as experiments/quickstart/sweep.yaml.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var results = Words.Results();
        var page = new Option<string?>("--out", "-o") { Description = "The page to write; report.html in the sweep's folder when not given." };
        var command = new ExampledCommand(
            "report",
            "Writes a sweep as one HTML page that needs no network: question, findings, sortable table, curves to explore, configurations, "
                + "environment and warnings; trains nothing.",
            "unimem report experiments/quickstart/sweep.yaml")
        {
            file,
            overrides,
            plugins,
            results,
            page,
        };
        command.SetAction(parsed =>
        {
            var sweep = SweepFile.Load(parsed.GetValue(file)!, PluginOption.Settings(parsed, plugins, overrides));
            var folder = new SweepFolder(parsed.GetValue(results)!, sweep.Name);
            var plan = SweepPlan.Of(sweep, new PlanningWork(folder.Path, Jobs: 0, terminal.Error.WriteLine, terminal.Stop));
            var found = SweepResults.Read(plan, folder);
            if (found.Cells.Count == 0)
            {
                throw NothingEvaluated.Of(plan, folder);
            }

            var path = parsed.GetValue(page) ?? folder.At("report.html");
            TextOutput.Write(new ReportPage(Drawing.Renderer, ReportAssets.BuiltIn).Of(found, folder), path, terminal);
            terminal.Output.WriteLine(ConfigFiles.Shown(Path.GetFullPath(path)));
            return ExitCodes.Success;
        });
        return command;
    }
}
