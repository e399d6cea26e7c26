using System.Runtime.InteropServices;

namespace UniMem.Data.Tokenizers;

/// <summary>Learns which pairs to join. Pairs are counted once over the different words; each merge recounts the words that it changes.</summary>
internal sealed class BytePairTrainer
{
    private const long LeastCount = 2;

    private readonly List<int[]> _words = [];
    private readonly List<long> _wordCounts = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _wordsWith = [];
    private readonly PriorityQueue<(int Left, int Right), (long NegativeCount, int Left, int Right)> _frequent = new();

    private BytePairTrainer(IEnumerable<string> texts)
    {
        foreach (var (word, count) in CountWords(texts))
        {
            Recount(_words.Count, count, [], Array.ConvertAll(TokenizerJson.StrictUtf8.GetBytes(word), b => (int)b));
        }

        foreach (var pair in _counts.Keys)
        {
            Offer(pair);
        }
    }

    /// <summary>The pairs to join, most frequent first; fewer than asked when no pair is left that occurs twice.</summary>
    public static IReadOnlyList<(int Left, int Right)> Learn(IEnumerable<string> texts, int merges)
    {
        var trainer = new BytePairTrainer(texts);
        var learned = new List<(int, int)>(merges);
        while (learned.Count < merges && trainer.MostFrequent() is { } pair)
        {
            trainer.Join(pair, 256 + learned.Count);
            learned.Add(pair);
        }

        return learned;
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, long>();
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            foreach (var piece in WordPattern.Pieces(text))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, text.AsSpan(piece.Index, piece.Length), out _)++;
            }
        }

        return counts;
    }

    private (int Left, int Right)? MostFrequent()
    {
        while (_frequent.TryDequeue(out var pair, out var priority))
        {
            var count = _counts.GetValueOrDefault(pair);
            if (count == -priority.NegativeCount)
            {
                return pair;
            }

            Offer(pair);
        }

        return null;
    }

    private void Offer((int Left, int Right) pair)
    {
        if (_counts.GetValueOrDefault(pair) is var count and >= LeastCount)
        {
            _frequent.Enqueue(pair, (-count, pair.Left, pair.Right));
        }
    }

    private void Join((int Left, int Right) pair, int joined)
    {
        var changed = _wordsWith[pair];
        _wordsWith.Remove(pair);
        var born = new HashSet<(int, int)>();
        foreach (var word in changed)
        {
            var before = _words[word];
            var after = Joined(before, pair, joined);
            if (after.Length < before.Length)
            {
                Recount(word, _wordCounts[word], before, after);
                born.UnionWith(PairsOf(after).Where(p => p.Left == joined || p.Right == joined));
            }
        }

        foreach (var fresh in born)
        {
            Offer(fresh);
        }
    }

    private static int[] Joined(int[] word, (int Left, int Right) pair, int joined)
    {
        var after = new List<int>(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            var found = i + 1 < word.Length && word[i] == pair.Left && word[i + 1] == pair.Right;
            after.Add(found ? joined : word[i]);
            i += found ? 1 : 0;
        }

        return [.. after];
    }

    private void Recount(int word, long count, int[] before, int[] after)
    {
        foreach (var pair in PairsOf(before))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) -= count;
        }

        foreach (var pair in PairsOf(after))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += count;
            (CollectionsMarshal.GetValueRefOrAddDefault(_wordsWith, pair, out _) ??= []).Add(word);
        }

        if (word == _words.Count)
        {
            _words.Add(after);
            _wordCounts.Add(count);
        }

        _words[word] = after;
    }

    private static IEnumerable<(int Left, int Right)> PairsOf(int[] word) => word.Zip(word.Skip(1));
}
