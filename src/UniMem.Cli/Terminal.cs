using Spectre.Console;

namespace UniMem.Cli;

/// <summary>What a command writes to and is stopped by.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Messages about what went wrong.</param>
/// <param name="Stop">Cancelled when the user asks for an end, by Ctrl-C or SIGTERM.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, CancellationToken Stop)
{
    /// <summary>The output as something to draw on; plain text where it is no terminal.</summary>
    public IAnsiConsole Console { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output) });
}
