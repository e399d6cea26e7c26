using System.CommandLine;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Documentation;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem explain</c>: says what a configuration is made of and what it costs.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Words.File("A run, or a fragment such as configs/methods/unimix.yaml.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var on = new Option<string?>("--on")
        {
            Description = "The run that a fragment is laid over; configs/runs/tiny.yaml when not given.",
        };
        var resolved = new Option<bool>("--resolved") { Description = "Also print every setting with its value." };
        var parts = new Option<bool>("--parts") { Description = "Also say of each part what it is, its source, and what its settings may be." };
        var command = new ExampledCommand(
            "explain",
            "Explains a configuration: the four dimensions of each memory, parameters, memory and arithmetic.",
            "unimem explain configs/methods/unimix.yaml model.layers=6")
        {
            file,
            overrides,
            plugins,
            on,
            resolved,
            parts,
        };
        command.SetAction(parsed =>
        {
            var run = Fragment.Resolve(parsed.GetValue(file)!, parsed.GetValue(on), PluginOption.Settings(parsed, plugins, overrides));
            terminal.Output.Write(Explanation.Of(run));
            if (parsed.GetValue(parts))
            {
                terminal.Output.Write(PartsOfRun.Of(run));
            }

            if (parsed.GetValue(resolved))
            {
                terminal.Output.WriteLine();
                terminal.Output.Write(run.Yaml);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
