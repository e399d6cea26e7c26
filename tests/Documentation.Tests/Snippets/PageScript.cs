using System.Text;

namespace UniMem.Documentation.Tests.Snippets;

/// <summary>Makes one script of a page: its blocks in order, in one shell, each block's output in a file named by its line.</summary>
internal static class PageScript
{
    /// <summary>Whether blocks run at their full length, as a reader would run them: the environment variable UNIMEM_PAGES_FULL is set.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("UNIMEM_PAGES_FULL") is { Length: > 0 };

    /// <summary>The script.</summary>
    /// <param name="blocks">The page's blocks.</param>
    /// <param name="output">The folder that takes the outputs.</param>
    public static string Of(IEnumerable<Block> blocks, string output)
    {
        var script = new StringBuilder("set -eo pipefail\n");
        foreach (var block in blocks.Where(block => block.NotRun.Length == 0))
        {
            script.Append($"echo {block.Line} > '{output}/at'\n");
            if (block.Language == "bash")
            {
                Commands(script, block, output);
            }
            else if (block.File is { } file)
            {
                script.Append($"mkdir -p \"$(dirname '{file}')\"\ncat > '{file}' << 'END-OF-BLOCK'\n{string.Join('\n', block.Lines)}\nEND-OF-BLOCK\n");
            }
        }

        return script.ToString();
    }

    private static void Commands(StringBuilder script, Block block, string output)
    {
        var commands = string.Join('\n', block.Lines);
        script.Append($"export UNIMEM_SHRINK='{(IsFull ? "" : block.Shrink)}'\nSECONDS=0\n");
        script.Append(block.Fails.Length == 0
            ? $"{{\n{commands}\n}} > '{output}/{block.Line}' 2>&1\n"
            : $"if ( set -e\n{commands}\n) > '{output}/{block.Line}' 2>&1; then echo 'it succeeded, and should not have' >> '{output}/{block.Line}'; exit 1; fi\n");
        script.Append($"echo {block.Line} $SECONDS >> '{output}/seconds'\n");
    }
}
