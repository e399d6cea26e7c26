namespace UniMem.Data.Tokenizers;

/// <summary>A word whose bytes are joined, earliest merge first, leftmost first; in n log n steps, so that a word may be a whole file.</summary>
internal sealed class BytePairWord
{
    private readonly Dictionary<(int, int), int> _joined;
    private readonly int[] _tokens;
    private readonly int[] _next;
    private readonly int[] _previous;

    /// <param name="bytes">UTF-8 of the word; at least one byte.</param>
    /// <param name="joined">Pair of tokens to the token that joins them; smaller ones were learned earlier.</param>
    public BytePairWord(byte[] bytes, Dictionary<(int, int), int> joined)
    {
        _joined = joined;
        _tokens = Array.ConvertAll(bytes, b => (int)b);
        _next = [.. Enumerable.Range(1, bytes.Length)];
        _previous = [.. Enumerable.Range(-1, bytes.Length)];
    }

    /// <summary>The tokens of the word.</summary>
    public int[] Merge()
    {
        var waiting = new PriorityQueue<(int At, int Joined), (int Joined, int At)>();
        for (var at = 0; at < _tokens.Length - 1; at++)
        {
            Offer(at);
        }

        while (waiting.TryDequeue(out var merge, out _))
        {
            // What stood here when the merge was offered may have been joined since.
            if (_tokens[merge.At] < 0 || JoinedAt(merge.At) != merge.Joined)
            {
                continue;
            }

            var swallowed = _next[merge.At];
            _tokens[merge.At] = merge.Joined;
            _tokens[swallowed] = -1;
            _next[merge.At] = _next[swallowed];
            if (_next[swallowed] < _tokens.Length)
            {
                _previous[_next[swallowed]] = merge.At;
            }

            Offer(merge.At);
            Offer(_previous[merge.At]);
        }

        return [.. _tokens.Where(token => token >= 0)];

        void Offer(int at)
        {
            if (at >= 0 && JoinedAt(at) is var joined and >= 0)
            {
                waiting.Enqueue((at, joined), (joined, at));
            }
        }
    }

    private int JoinedAt(int at) =>
        _next[at] < _tokens.Length && _joined.TryGetValue((_tokens[at], _tokens[_next[at]]), out var joined) ? joined : -1;
}
