namespace UniMem.Experiments.Configuration;

/// <summary>Words as a shell takes them, for commands that people copy.</summary>
public static class ShellWords
{
    private const string Plain = "._=-/";

    /// <summary>The words in one line, those in quotes that a shell would take apart.</summary>
    public static string Of(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return string.Join(' ', words.Select(Of));
    }

    private static string Of(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
