using System.CommandLine;
using UniMem.Components;
using UniMem.Data;

namespace UniMem.Cli.Commands;

/// <summary>The option <c>--out</c> of commands that make a text.</summary>
internal static class TextOutput
{
    public static Option<string?> Create() => new("--out", "-o") { Description = "Write it to this file instead." };

    /// <summary>Writes a text to a file, whole or not at all, or to the terminal when no file is named.</summary>
    /// <exception cref="ConfigurationException">The file cannot be written.</exception>
    public static void Write(string text, string? file, Terminal terminal)
    {
        if (file is null)
        {
            terminal.Output.Write(text);
            return;
        }

        try
        {
            WholeFile.Write(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("--out", $"cannot write {file}: {e.Message}", e);
        }
    }
}
