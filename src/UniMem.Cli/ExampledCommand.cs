using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace UniMem.Cli;

/// <summary>A command whose help ends with an example.</summary>
/// <param name="name">The word that calls it.</param>
/// <param name="description">What it does.</param>
/// <param name="example">A whole command line.</param>
internal sealed class ExampledCommand(string name, string description, string example) : Command(name, description)
{
    /// <summary>The option that shows help, with the example where there is one.</summary>
    public static HelpOption Help()
    {
        var option = new HelpOption { Recursive = true };
        option.Action = new WithExample((HelpAction)option.Action!);
        return option;
    }

    /// <summary>True where the launcher is that of a bundle, which only runs what was built elsewhere.</summary>
    private static bool IsBundle =>
        Environment.GetEnvironmentVariable("UNIMEM_HOME") is { Length: > 0 } home && !File.Exists(Path.Combine(home, "UniMem.sln"));

    private string Example => example;

    private sealed class WithExample(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is { Name: "unimem" } && !IsBundle)
            {
                parseResult.InvocationConfiguration.Output.WriteLine(
                    "Of the launcher ./unimem:\n  test [--all]   Builds everything and runs the fast tests, or with --all every test.\n"
                    + "  pack [--out]   Makes NuGet packages of the libraries, for plugins in folders of their own.\n"
                    + "  bundle [--out] Makes an archive that runs where PyTorch is and .NET is not.\n");
            }

            if (parseResult.CommandResult.Command is ExampledCommand command)
            {
                parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {command.Example}\n");
            }

            return code;
        }
    }
}
