using UniMem.Cli;

namespace UniMem.Experiments.Tests.Cli;

/// <summary>Runs the command line in this process.</summary>
internal sealed record Cli(int Code, string Output, string Error)
{
    public static Cli Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public static Cli Run(CancellationToken stop, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(arguments, new Terminal(output, error, stop));
        return new Cli(code, output.ToString(), error.ToString());
    }
}
