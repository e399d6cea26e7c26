using System.Text.RegularExpressions;

namespace UniMem.Documentation.Tests.Snippets;

/// <summary>Reads the blocks of a page of Markdown, and what the lines above them say of running them.</summary>
internal static partial class Page
{
    /// <summary>The pages of the repository that have blocks, by path.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Path, file))
            .Where(file => Blocks(file).Count > 0)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of them that have a command to run.</summary>
    public static IReadOnlyList<string> Runnable { get; } =
        [.. All.Where(page => Blocks(page).Any(block => block.Language == "bash" && block.NotRun.Length == 0))];

    /// <summary>The blocks of a page in order.</summary>
    public static IReadOnlyList<Block> Blocks(string page)
    {
        var (blocks, above, lines) = (new List<Block>(), new List<string>(), File.ReadAllLines(Repository.At(page)));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                above = lines[i].Length > 0 || above.Count == 0 ? [.. above.Where(Speaks), lines[i]] : above;
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            blocks.Add(new(i + 1, lines[i][3..].Trim(), lines[(i + 1)..end], Said(above, NotRun()), Said(above, Shrink()), Said(above, Fails())));
            (above, i) = ([], end);
        }

        return blocks;
    }

    private static bool Speaks(string line) => NotRun().IsMatch(line) || Shrink().IsMatch(line) || Fails().IsMatch(line);

    private static string Said(IEnumerable<string> above, Regex what) =>
        above.Select(line => what.Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).LastOrDefault("");

    [GeneratedRegex(@"^\*Not run by the tests: (.+)\.\*$")]
    private static partial Regex NotRun();

    [GeneratedRegex("^<!-- shrink: (.+) -->$")]
    private static partial Regex Shrink();

    [GeneratedRegex("^<!-- fails: (.+) -->$")]
    private static partial Regex Fails();
}
