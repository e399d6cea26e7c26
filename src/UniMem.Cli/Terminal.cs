namespace UniMem.Cli;

/// <summary>What a command writes to and is stopped by.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Messages about what went wrong.</param>
/// <param name="Stop">Cancelled when the user asks for an end, by Ctrl-C or SIGTERM.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, CancellationToken Stop);
