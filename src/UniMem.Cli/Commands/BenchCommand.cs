using System.CommandLine;
using System.Globalization;
using UniMem.Cli.Figures;
using UniMem.Components;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem bench</c>: how fast methods are, beside plain PyTorch and beside what the machine could do.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal)
    {
        var size = Text("--size", "small", "Sizes, separated by commas: small, medium and long, or other files of the folder.");
        var method = Text("--method", "", "Methods, separated by commas: files of its folder methods, or of methods/long for the size long. All when not given.");
        var threads = new Option<int?>("--threads") { Description = "Threads of each side, at least 1; as many as there are cores when not given." };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each measurement, at least 1.", DefaultValueFactory = _ => 5 };
        var rival = Text("--rival", "", "Who is measured in turns with us: python, plain PyTorch programs that compute the same; published, other people's programs, with --published; or both, separated by commas.");
        var published = new Option<string?>("--published") { Description = "The folder of clones of published implementations, as experiments/speed/published/get.sh makes it." };
        var clock = Text("--clock", "wall", "wall, or processor: the time that threads were at work, for --threads 1 on a machine that others use.");
        var to = new Option<string?>("--out") { Description = "The folder of the measurements; what it holds is not measured again. results/speed when not given, or results/speed-quick." };
        var quick = new Option<bool>("--quick") { Description = "Measures next to nothing in seconds, to see that all works; its numbers say nothing." };
        var overrides = Words.Overrides();
        var from = Text("--from", BenchmarkFiles.Home, "The folder of sizes, methods and rivals.");
        var command = new ExampledCommand(
            "bench",
            "How fast are the methods? Tokens a second of forward passes, training and evaluation, in turns with plain PyTorch programs that compute the "
                + "same; where a step's time goes; and how much of it the matrix products alone would take. Writes tables, a summary and figures; goes on where it stopped.",
            "unimem bench --rival python --out results/speed\n"
                + "  unimem bench --size small --method vanilla,unimix --rival python --threads 1 --clock processor --out results/speed-one-thread\n"
                + "  experiments/speed/published/get.sh ~/published && unimem bench --rival published --published ~/published --out results/speed\n"
                + "  unimem bench --size long --out results/speed-long")
        {
            overrides, size, method, threads, pairs, rival, published, clock, to, quick, from,
        };
        command.SetAction(parsed =>
        {
            var asked = new BenchmarkRequest
            {
                Files = new(parsed.GetValue(from)!),
                Sizes = Parts(parsed.GetValue(size)!),
                Methods = Parts(parsed.GetValue(method)!),
                Threads = parsed.GetValue(threads) is { } count ? Count("--threads", count, 1) : Environment.ProcessorCount,
                Turns = Count("--pairs", parsed.GetValue(pairs), 1),
                Clock = OneOf<BenchmarkClock>("--clock", parsed.GetValue(clock)!),
                Overrides = parsed.GetValue(overrides)!,
                Rivals = [.. Parts(parsed.GetValue(rival)!).Select(name => OneOf<BenchmarkRival>("--rival", name)).Distinct()],
                Clones = parsed.GetValue(published),
            };
            asked.Check();
            var folder = new BenchmarkFolder(parsed.GetValue(to) ?? Path.Combine(SweepFolder.DefaultResults, parsed.GetValue(quick) ? "speed-quick" : "speed"));
            new BenchmarkRunner(parsed.GetValue(quick) ? asked.Quick() : asked, folder, terminal.Output).Run(terminal.Stop);
            foreach (var file in new BenchmarkReport(folder, Drawing.Renderer).Write())
            {
                terminal.Output.WriteLine(file);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<string> Text(string name, string fallback, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

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
