using UniMem.Cli;

namespace UniMem.Oracles.Tests;

/// <summary>Runs the command line in this process.</summary>
internal sealed record Cli(int Code, string Output, string Error)
{
    /// <summary>The kernels that the tests run with: UNIMEM_TEST_KERNELS, a value of the setting <c>kernels</c>, or auto.</summary>
    public static string Kernels => Environment.GetEnvironmentVariable("UNIMEM_TEST_KERNELS") ?? "auto";

    public static Cli Verify(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(["verify", .. arguments, $"kernels={Kernels}"], new Terminal(output, error, CancellationToken.None));
        return new Cli(code, output.ToString(), error.ToString());
    }
}
