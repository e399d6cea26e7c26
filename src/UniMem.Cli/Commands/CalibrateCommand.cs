using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning.Costs;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem calibrate</c>: times a few steps of a run and tells how long all of it takes.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("A run, such as configs/runs/tiny.yaml.");
        var overrides = Words.Overrides();
        var output = new Option<string?>("--out") { Description = "Also write the timing to this file, as JSON." };
        var command = new ExampledCommand(
            "calibrate",
            "Times 20 steps of a run, a part of its evaluation and a checkpoint, and tells how long all of it takes; keeps nothing.",
            "unimem calibrate configs/runs/tiny-unimix.yaml threads=1")
        {
            file,
            overrides,
            output,
        };
        command.SetAction(parsed =>
        {
            var run = ResolvedRun.Load(parsed.GetValue(file)!, parsed.GetValue(overrides)!);
            var timing = RunCalibration.Of(run);
            if (parsed.GetValue(output) is { } path)
            {
                WholeFile.Write(path, JsonSerializer.Serialize(timing) + "\n");
            }

            var steps = run.Config.Training.Steps;
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Config.Name}: {steps} steps take about {Duration.Of(RunEstimate.Seconds(run.Config, timing))}: {timing.Step * 1000:F1} ms a step, "
                + $"{timing.LastEvaluation:F1} s the last evaluation, {timing.EvaluationOnTheWay:F1} s one on the way, {timing.Start:F1} s to begin."));
            return ExitCodes.Success;
        });
        return command;
    }
}
