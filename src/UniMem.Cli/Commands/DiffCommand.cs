using System.CommandLine;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Methods;
using UniMem.Experiments.Runs;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem diff</c>: says in what two configurations differ.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal)
    {
        var left = new Argument<string>("a") { Description = "A run, a fragment such as a method, or a run's folder." };
        var right = new Argument<string>("b") { Description = "Another." };
        var on = new Option<string?>("--on") { Description = "The run that fragments are laid over; configs/runs/tiny.yaml when not given." };
        var command = new ExampledCommand(
            "diff",
            "Says in what two configurations differ: in the four dimensions of each memory, then in the rest; names, devices and threads "
                + "left out. Exits 0 if they compute the same, 1 if not.",
            "unimem diff configs/methods/transformer-xl.yaml configs/methods/unimix.yaml")
        {
            left, right, on,
        };
        command.SetAction(parsed =>
        {
            var (a, b) = (Run(parsed.GetValue(left)!, parsed.GetValue(on)), Run(parsed.GetValue(right)!, parsed.GetValue(on)));
            var difference = MethodDifference.Between(a, b);
            terminal.Output.Write($"A  {parsed.GetValue(left)}\nB  {parsed.GetValue(right)}\n\n");
            terminal.Output.Write(difference.Length > 0 ? difference : $"No difference: both compute the same, run {a.Id}.\n");
            return difference.Length > 0 ? ExitCodes.Mismatch : ExitCodes.Success;
        });
        return command;
    }

    private static ResolvedRun Run(string what, string? on) => Directory.Exists(what)
        ? ResolvedRun.Load(RunFolder.Existing(what).ConfigFile)
        : Fragment.Resolve(what, on, []);
}
