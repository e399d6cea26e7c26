using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Probes;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem probe</c>: finds out whether trained models use their memory.</summary>
internal static class ProbeCommand
{
    public static Command Create(Terminal terminal)
    {
        var what = Words.File("A run's folder, a run's file, or a sweep's file.");
        var overrides = Words.Overrides();
        var results = Words.Results();
        var memory = List("--memory", "What is remembered instead: off (nothing), other (another document's).");
        var capacity = List("--capacity", "Slots of each memory: numbers, or multiples of what the run was trained with; 0 empties it before every segment.");
        var topK = List("--top-k", "Slots that each query picks, of memories that are read so.");
        var window = List("--window", "Tokens that each query sees, of memories that are read through a window.");
        var stride = List("--stride", "Of models without memory: tokens from the beginning of a segment to that of the next, so that they overlap.");
        var command = new ExampledCommand(
            "probe",
            "Does a model use its memory? Evaluates trained weights with memory off, with another document's memory, with more and less of it; "
                + "models without memory with overlapping windows, the fair baseline. Without options: all of that. What was made before is not made again.",
            "unimem probe results/mine\n"
                + "  unimem probe experiments/quickstart/sweep.yaml evaluation.documents=8\n"
                + "  unimem probe results/mine --memory off,other --capacity 0,16,32,64,0.5x,2x")
        {
            what, overrides, memory, capacity, topK, window, stride, results,
        };
        command.SetAction(parsed =>
        {
            var asked = new ProbeRequest
            {
                Memory = Uses(parsed.GetValue(memory)),
                Capacity = Numbers(capacity),
                TopK = Numbers(topK),
                Window = Numbers(window),
                Stride = Numbers(stride),
            };
            var all = new[] { memory, capacity, topK, window, stride }.All(option => parsed.GetValue(option) is null);
            var set = ProbedSet.Of(parsed.GetValue(what)!, parsed.GetValue(overrides)!, parsed.GetValue(results)!, all ? ProbeRequest.Default : asked);
            var found = ProbeDisplay.Run(terminal.Console, progress => ProbeRunner.Run(set.Runs, progress, terminal.Stop));
            ProbeReport.Write(set, found, terminal.Output);
            return ExitCodes.Success;

            IReadOnlyList<ProbeValue> Numbers(Option<string?> option) =>
                parsed.GetValue(option) is { } text ? ProbeValue.ParseList(option.Name, text) : [];
        });
        return command;
    }

    private static Option<string?> List(string name, string description) => new(name) { Description = description };

    private static IReadOnlyList<MemoryUse> Uses(string? text) => text is null ? [] : [.. text.Split(',').Select(Use).Distinct()];

    private static MemoryUse Use(string text)
    {
        string[] known = ["off", "other"];
        return text.Trim() switch
        {
            "off" => MemoryUse.Off,
            "other" => MemoryUse.Other,
            var unknown => throw new ConfigurationException("--memory", $"'{unknown}' is nothing that can be remembered instead{NearestName.Hint(unknown, known)}"),
        };
    }
}
