using UniMem.Data;

namespace UniMem.Training;

/// <summary>Adds up nats, targets and bytes by document and position, on the host and in float64.</summary>
internal sealed class EvaluationTally(EncodedCorpus corpus, EvaluationConfig config)
{
    private readonly IReadOnlyList<EncodedDocument> _documents = corpus.Documents(config.Split);
    private readonly PositionBins _bins = new(config.ByPosition);
    private readonly SortedDictionary<int, Bin[]> _sums = [];

    private struct Bin
    {
        public double Nats;
        public long Targets;
        public long Bytes;
    }

    /// <param name="rows">What each row of a segment holds.</param>
    /// <param name="nats_BT">Row by row, the nats of each target.</param>
    public void Add(IReadOnlyList<SegmentRow> rows, ReadOnlySpan<double> nats_BT)
    {
        var length = nats_BT.Length / rows.Count;
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Targets > 0)
            {
                Add(rows[row], nats_BT.Slice(row * length, length));
            }
        }
    }

    /// <summary>By document, then by bin; bins without targets are left out.</summary>
    public IReadOnlyList<EvaluationRow> Rows(long step)
    {
        var split = config.Split.ToString().ToLowerInvariant();
        var rows = new List<EvaluationRow>();
        foreach (var (document, bins) in _sums)
        {
            for (var bin = 0; bin < bins.Length; bin++)
            {
                var sum = bins[bin];
                if (sum.Targets > 0)
                {
                    rows.Add(new(step, split, document, _bins.Start(bin), _bins.End(bin), sum.Nats, sum.Targets, sum.Bytes));
                }
            }
        }

        return rows;
    }

    private void Add(SegmentRow row, ReadOnlySpan<double> nats)
    {
        if (!_sums.TryGetValue(row.Document, out var bins))
        {
            _sums.Add(row.Document, bins = new Bin[_bins.Count]);
        }

        var tokens = _documents[row.Document].Tokens;
        for (var t = 0; t < row.Targets; t++)
        {
            var position = row.Offset + row.Context + t + 1;
            ref var bin = ref bins[_bins.Of(position)];
            bin.Nats += nats[row.Context + t];
            bin.Targets++;
            bin.Bytes += corpus.Tokenizer.BytesOf(tokens[position]);
        }
    }
}
