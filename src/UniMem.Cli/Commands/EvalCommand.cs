using System.CommandLine;
using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem eval</c>: evaluates what a run has learned.</summary>
internal static class EvalCommand
{
    private static readonly string[] AfterTraining = ["evaluation.", "device=", "threads="];

    public static Command Create(Terminal terminal)
    {
        var what = Words.File("A run's folder, or the run's file.");
        var overrides = Words.Overrides();
        var command = new ExampledCommand(
            "eval",
            "Evaluates the weights of a run: perplexity and bits per byte, over all and by position in the document.",
            "unimem eval configs/runs/tiny-unimix.yaml evaluation.split=test evaluation.documents=8")
        {
            what,
            overrides,
        };
        command.SetAction(parsed =>
        {
            var (run, folder) = Find(parsed.GetValue(what)!, parsed.GetValue(overrides)!);
            var (step, result) = RunEvaluation.Of(run, folder, terminal.Stop);
            var split = SnakeCase.Of(run.Config.Evaluation.Split.ToString());
            terminal.Output.WriteLine($"{run.Config.Name} after step {step}, {split} split:");
            terminal.Output.Write(Table(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static (ResolvedRun Run, RunFolder Folder) Find(string what, IReadOnlyList<string> overrides)
    {
        if (Directory.Exists(what))
        {
            var folder = RunFolder.Existing(what);
            return (ResolvedRun.Load(folder.ConfigFile, overrides), folder);
        }

        var run = ResolvedRun.Load(what, overrides);
        var trained = ResolvedRun.Load(what, overrides.Where(text => !AfterTraining.Any(text.StartsWith)));
        return (run, new SweepFolder(SweepFolder.DefaultResults, "runs").Run(trained.Id));
    }

    private static string Table(EvaluationResult result) => MarkdownTable.Of(
        ["positions", "tokens", "perplexity", "bits per byte"],
        [
            .. result.ByPosition.Select(bin => Row(Positions(bin.BinStart, bin.BinEnd), bin.Total)),
            Row("all", result.Total),
        ]);

    private static string Positions(long start, long? end) => end is { } after ? $"{start}-{after - 1}" : $"{start} and on";

    private static string[] Row(string positions, EvaluationTotal total) =>
    [
        positions,
        total.Targets.ToString("N0", CultureInfo.InvariantCulture),
        total.Perplexity.ToString("F3", CultureInfo.InvariantCulture),
        total.BitsPerByte.ToString("F3", CultureInfo.InvariantCulture),
    ];
}
