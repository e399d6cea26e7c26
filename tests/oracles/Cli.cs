using UniMem.Cli;

namespace UniMem.Oracles.Tests;

/// <summary>Runs the command line in this process.</summary>
internal sealed record Cli(int Code, string Output, string Error)
{
    public static Cli Verify(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(["verify", .. arguments], new Terminal(output, error, CancellationToken.None));
        return new Cli(code, output.ToString(), error.ToString());
    }
}
