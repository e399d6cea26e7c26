using System.CommandLine;
using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem bench</c>: how fast methods are, beside plain PyTorch and beside what the machine could do.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal)
    {
        var size = Text("--size", "small", "Sizes, separated by commas: files of the folder, small and medium.");
        var method = Text("--method", string.Join(',', BenchmarkFiles.Methods), "Methods, separated by commas: files of its folder methods.");
        var threads = new Option<int>("--threads") { Description = "Threads of each side; as many as there are cores when not given." };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each measurement, at least 1.", DefaultValueFactory = _ => 5 };
        var rival = new Option<string?>("--rival") { Description = "python: plain PyTorch programs that compute the same, in turns with us." };
        var clock = Text("--clock", "wall", "wall, or processor: the time that threads were at work, for --threads 1 on a machine that others use.");
        var from = Text("--from", BenchmarkFiles.Home, "The folder of sizes, methods and rivals.");
        var command = new ExampledCommand(
            "bench",
            "Measures tokens a second of forward passes, training and evaluation, in turns with plain PyTorch, and what the matrix products alone would take.",
            "unimem bench --size small --method vanilla,transformer-xl --rival python")
        {
            size, method, threads, pairs, rival, clock, from,
        };
        command.SetAction(parsed =>
        {
            var asked = new BenchmarkRequest
            {
                Files = new(parsed.GetValue(from)!),
                Sizes = Words(parsed.GetValue(size)!),
                Methods = Words(parsed.GetValue(method)!),
                Threads = Count("--threads", parsed.GetValue(threads), 0) is var count and > 0 ? count : Environment.ProcessorCount,
                Turns = Count("--pairs", parsed.GetValue(pairs), 1),
                Clock = OneOf<BenchmarkClock>("--clock", parsed.GetValue(clock)!),
                Rival = parsed.GetValue(rival) is { } name ? OneOf<BenchmarkRival>("--rival", name) : null,
            };
            BenchmarkRunner.Run(asked, terminal.Output, terminal.Stop);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<string> Text(string name, string fallback, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Count(string option, int value, int least) => value >= least
        ? value
        : throw new ConfigurationException(option, string.Create(CultureInfo.InvariantCulture, $"{value} will not do; write at least {least}."));

    private static T OneOf<T>(string option, string word)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(value => SnakeCase.Of(value.ToString()));
        return known.TryGetValue(word, out var value)
            ? value
            : throw new ConfigurationException(option, $"'{word}' is none of {string.Join(", ", known.Keys)}{NearestName.Hint(word, known.Keys)}");
    }
}
