namespace UniMem.Experiments.Reports;

/// <summary>Finds what a sweep asks: the comment that its file begins with, or the first paragraph of the README beside it.</summary>
public static class ReportQuestion
{
    /// <summary>The question; empty where nobody wrote one.</summary>
    /// <param name="sweep">Path of the sweep file.</param>
    public static string Of(string sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var comment = string.Join(' ', File.ReadLines(sweep)
            .TakeWhile(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#').Trim())
            .Where(line => !line.StartsWith("yaml-language-server:", StringComparison.Ordinal)))
            .Trim();
        var readme = Path.Combine(Path.GetDirectoryName(sweep)!, "README.md");
        return comment.Length > 0 || !File.Exists(readme) ? comment : FirstParagraph(File.ReadLines(readme));
    }

    private static string FirstParagraph(IEnumerable<string> lines) => string.Join(' ', lines
        .SkipWhile(line => line.Length == 0 || line[0] is '#' or '!' or '|' or '`')
        .TakeWhile(line => line.Length > 0))
        .Replace("**", "", StringComparison.Ordinal);
}
