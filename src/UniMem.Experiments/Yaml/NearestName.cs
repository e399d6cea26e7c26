namespace UniMem.Experiments.Yaml;

/// <summary>Guesses which known name was meant.</summary>
public static class NearestName
{
    /// <summary>The known name closest to what was written, or null when none is close.</summary>
    /// <param name="written">What the user wrote.</param>
    /// <param name="known">What would have been right.</param>
    /// <remarks>
    /// Close means at most one edit in three characters; an edit inserts, drops, replaces or swaps neighbours. Where none is, an abbreviation
    /// counts, such as bf16 for bfloat16.
    /// </remarks>
    public static string? Of(string written, IEnumerable<string> known) => Misspelt(written, [.. known]);

    private static string? Misspelt(string written, IReadOnlyList<string> known) => known
        .Select(name => (Name: name, Edits: Edits(written, name)))
        .Where(candidate => candidate.Edits <= Math.Max(1, Math.Max(written.Length, candidate.Name.Length) / 3))
        .OrderBy(candidate => candidate.Edits)
        .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
        .Select(candidate => candidate.Name)
        .FirstOrDefault() ?? (known.Where(name => Abbreviates(written, name)).Take(2).ToList() is [var only] ? only : null);

    /// <summary>The end of a message about an unknown name: <c>; did you mean 'fifo'? Known: fifo, sinks.</c></summary>
    /// <param name="written">What the user wrote.</param>
    /// <param name="known">What would have been right.</param>
    public static string Hint(string written, IReadOnlyCollection<string> known)
    {
        var meant = Of(written, known) is { } near ? $"; did you mean '{near}'?" : ".";
        return $"{meant} Known: {(known.Count == 0 ? "none" : string.Join(", ", known))}.";
    }

    /// <summary>Whether a name has the characters of a word of three or more in their order, the first and the last at its ends.</summary>
    private static bool Abbreviates(string word, string name)
    {
        var found = 0;
        foreach (var letter in name)
        {
            found += found < word.Length && word[found] == letter ? 1 : 0;
        }

        return word.Length >= 3 && found == word.Length && name[0] == word[0] && name[^1] == word[^1];
    }

    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return table[a.Length, b.Length];

        int Cheapest(int i, int j)
        {
            var same = a[i - 1] == b[j - 1];
            var edits = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (same ? 0 : 1));
            var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            return swapped ? Math.Min(edits, table[i - 2, j - 2] + 1) : edits;
        }
    }
}
