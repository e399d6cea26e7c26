using System.CommandLine;
using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Probes;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem eval</c>: evaluates what a run has learned.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var what = Words.File("A run's folder, or the run's file.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var command = new ExampledCommand(
            "eval",
            "Evaluates the weights of a run: perplexity and bits per byte, over all and by position in the document. What no weight depends on "
                + "may differ from training: what memory holds and shows, the text, the segment.",
            "unimem eval configs/runs/tiny-unimix.yaml evaluation.split=test evaluation.documents=8\n"
                + "  unimem eval results/mine memories.recent.manage.capacity=4096    # a longer memory than in training\n"
                + "  unimem eval results/mine evaluation.memory=off                  # none; 'other': another document's\n"
                + "  unimem eval results/plain evaluation.stride=4                   # no memory, overlapping windows: the fair baseline")
        {
            what,
            overrides,
            plugins,
        };
        command.SetAction(parsed =>
        {
            var run = TrainedRuns.Find(parsed.GetValue(what)!, PluginOption.Settings(parsed, plugins, overrides));
            var (step, result) = EvaluationBar.Run(
                terminal.Console, run.Trained.Config.Name, progress => run.Evaluate(run.Own, new CorpusCache(), terminal.Stop, progress));
            terminal.Output.Write(Text(run, run.Own.Config, step, result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Text(TrainedRun run, RunConfig changed, long step, EvaluationResult result)
    {
        var split = SnakeCase.Of(changed.Evaluation.Split.ToString());
        var differences = ConfigDifference.Between(run.Trained.Config, changed)
            .Select(difference => $"{difference.Path} is {difference.Right ?? "not set"} here and {difference.Left ?? "not set"} in the run\n");
        return string.Create(CultureInfo.InvariantCulture, $"{changed.Name} after step {step}, {split} split:\n")
            + Table(result)
            + (result.Measures.Count == 0 ? "" : $"\n{Table(result.Measures)}\n")
            + string.Concat(differences)
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)result.TokensRead / result.Total.Targets:F2} tokens read for each one foreseen, {result.TokensRead / result.Seconds:N0} a second.\n");
    }

    private static string Table(EvaluationResult result) => MarkdownTable.Of(
        ["positions", "tokens", "perplexity", "bits per byte"],
        [
            .. result.ByPosition.Select(bin => Row(Positions(bin.BinStart, bin.BinEnd), bin.Total)),
            Row("all", result.Total),
        ]);

    private static string Table(IReadOnlyList<Measured> measures) => MarkdownTable.Of(
        ["task", "measure", "value"],
        [.. measures.Select(measured => (string[])[measured.Task, measured.Measure, measured.Value.ToString("G6", CultureInfo.InvariantCulture)])]);

    private static string Positions(long start, long? end) => end is { } after ? $"{start}-{after - 1}" : $"{start} and on";

    private static string[] Row(string positions, EvaluationTotal total) =>
    [
        positions,
        total.Targets.ToString("N0", CultureInfo.InvariantCulture),
        total.Perplexity.ToString("F3", CultureInfo.InvariantCulture),
        total.BitsPerByte.ToString("F3", CultureInfo.InvariantCulture),
    ];
}
