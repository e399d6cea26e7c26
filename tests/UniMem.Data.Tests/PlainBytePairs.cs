using System.Text;

namespace UniMem.Data.Tests;

/// <summary>Byte-pair encoding as its definition reads: recount everything before each merge, merge by merge over each word.</summary>
internal static class PlainBytePairs
{
    public static List<(int, int)> Learn(IReadOnlyList<string> words, int most)
    {
        var merges = new List<(int, int)>();
        var tokens = words.Select(word => Encode(word, [])).ToList();
        while (merges.Count < most)
        {
            var counts = tokens.SelectMany(word => word.Zip(word.Skip(1))).CountBy(pair => pair).Where(pair => pair.Value >= 2).ToList();
            if (counts.Count == 0)
            {
                break;
            }

            var best = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
            tokens = [.. tokens.Select(word => Join(word, best, 256 + merges.Count))];
            merges.Add(best);
        }

        return merges;
    }

    public static List<int> Encode(string word, IReadOnlyList<(int, int)> merges)
    {
        var tokens = Encoding.UTF8.GetBytes(word).Select(b => (int)b).ToList();
        for (var i = 0; i < merges.Count; i++)
        {
            tokens = Join(tokens, merges[i], 256 + i);
        }

        return tokens;
    }

    private static List<int> Join(List<int> word, (int, int) pair, int joined)
    {
        var after = new List<int>();
        for (var i = 0; i < word.Count; i++)
        {
            if (i + 1 < word.Count && (word[i], word[i + 1]) == pair)
            {
                after.Add(joined);
                i++;
            }
            else
            {
                after.Add(word[i]);
            }
        }

        return after;
    }
}
