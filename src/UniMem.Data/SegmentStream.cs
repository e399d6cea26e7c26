using TorchSharp;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Memory;

namespace UniMem.Data;

/// <summary>Reads documents side by side, segment after segment.</summary>
/// <remarks>
/// <para>
/// A row stays with its document until the document has no target left and then takes the next one, which begins at the first token of a
/// segment; what is left of the segment before is padding. So every token of a document but its first is a target exactly once each
/// time the document is read. Documents of a single token have no target and are passed over.
/// </para>
/// <para>
/// An evaluation may let segments overlap: then the first segment of a document is read whole, and each later one begins a stride after the
/// one before it and has targets only for the tokens that are new, which therefore see at least a segment less the stride of context.
/// </para>
/// <para>Not for use by several threads at once.</para>
/// </remarks>
public sealed class SegmentStream
{
    private const long NoTarget = -100;

    private readonly IReadOnlyList<EncodedDocument> _documents;
    private readonly DocumentOrder _order;
    private readonly string _fingerprint;
    private readonly int _segment;
    private readonly int _overlap;
    private readonly torch.Device _device;
    private readonly StreamRow[] _rows;
    private long _taken;

    private SegmentStream(
        IReadOnlyList<EncodedDocument> documents, DocumentOrder order, string fingerprint, int batch, int segment, torch.Device device, int overlap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(segment);
        (_documents, _order, _fingerprint, _segment, _overlap, _device) = (documents, order, fingerprint, segment, overlap, device);
        _rows = new StreamRow[batch];
        Array.Fill(_rows, new(-1, 0));
    }

    /// <summary>The training split without end, its documents in a new order each epoch.</summary>
    /// <param name="corpus">The documents.</param>
    /// <param name="batch">Rows. When there are more of them than documents, the rest read the next epoch's.</param>
    /// <param name="segment">Tokens of a segment.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <exception cref="ConfigurationException">The split is empty or shorter than one segment.</exception>
    public static SegmentStream Training(EncodedCorpus corpus, int batch, int segment, long seed, torch.Device device)
    {
        var documents = corpus.Documents(Split.Train);
        var tokens = documents.Sum(document => (long)document.Tokens.Length);
        return tokens >= segment
            ? new(documents, new ShuffledOrder(WithTargets(documents), seed), corpus.Fingerprint(Split.Train), batch, segment, device)
            : throw corpus.Wrong(FormattableString.Invariant(
                $"the train split has {tokens} tokens, fewer than one segment of {segment}; give it more text, or lower training.segment."));
    }

    /// <summary>Documents of a split, each once and in order; the stream ends when all are read.</summary>
    /// <param name="corpus">The documents.</param>
    /// <param name="split">Which of them.</param>
    /// <param name="batch">Rows; they stay as many when there is nothing left for some of them, which then are empty.</param>
    /// <param name="segment">Tokens of a segment.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="documents">How many documents, taken evenly from the whole split; 0, or more than there are, reads all.</param>
    /// <param name="stride">Tokens from the beginning of a segment to that of the next, from 1 to <paramref name="segment"/>; 0 means a whole segment,
    /// so that none overlap.</param>
    /// <param name="share">Which share of those documents, from 0: of every so many, the one at this place.</param>
    /// <param name="shares">How many shares there are. At least 1.</param>
    /// <exception cref="ConfigurationException">The split is empty.</exception>
    public static SegmentStream Evaluation(
        EncodedCorpus corpus, Split split, int batch, int segment, torch.Device device, int documents = 0, int stride = 0, int share = 0, int shares = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(documents);
        ArgumentOutOfRangeException.ThrowIfNegative(stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, segment);
        var all = corpus.Documents(split);
        var readable = WithTargets(all);
        var count = documents == 0 ? readable.Count : Math.Min(documents, readable.Count);
        var chosen = Enumerable.Range(0, count).Select(i => readable[(int)((long)i * readable.Count / count)])
            .Where((_, i) => i % shares == share).ToList();
        return new(all, new OnceOrder(chosen), corpus.Fingerprint(split), batch, segment, device, stride == 0 ? 0 : segment - stride)
        {
            Targets = chosen.Sum(document => (long)all[document].Targets),
        };
    }

    /// <summary>True when every document has been read. Training streams never end.</summary>
    public bool Ended => _rows.All(IsDone) && _order.At(_taken) < 0;

    /// <summary>Targets of all documents that an evaluation reads; null for training streams, which have no end.</summary>
    public long? Targets { get; private init; }

    /// <summary>Where the stream stands: what <see cref="Next"/> reads next.</summary>
    public StreamState State => new(_fingerprint, _taken, [.. _rows]);

    /// <summary>Goes on from where a stream of the same documents, rows and seed stood.</summary>
    /// <exception cref="ConfigurationException">The state is of another text, or of another number of rows.</exception>
    public void Restore(StreamState state)
    {
        if (state.Corpus != _fingerprint || state.Rows.Count != _rows.Length)
        {
            throw new ConfigurationException("data", state.Corpus != _fingerprint
                ? "the text is not the one that the run began with; restore it, or start the run anew."
                : FormattableString.Invariant($"the run stopped with {state.Rows.Count} rows and cannot go on with {_rows.Length}; start it anew."));
        }

        _taken = state.Taken;
        state.Rows.ToArray().CopyTo(_rows, 0);
    }

    /// <summary>The next segment of every row. The caller owns it: a dispose scope frees its tensors, or <see cref="Segment.Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The stream has ended.</exception>
    public Segment Next()
    {
        if (Ended)
        {
            throw new InvalidOperationException("The stream has ended; every document was read.");
        }

        var rows = new SegmentRow[_rows.Length];
        var plane = _rows.Length * _segment;
        var numbers = new long[3 * plane];
        for (var row = 0; row < rows.Length; row++)
        {
            var start = row * _segment;
            rows[row] = Read(
                row, numbers.AsSpan(start, _segment), numbers.AsSpan(plane + start, _segment), numbers.AsSpan((2 * plane) + start, _segment));
        }

        using var together = HostNumbers.Sent(torch.tensor(numbers, [3, _rows.Length, _segment], torch.ScalarType.Int64), _device);
        var parts = together.unbind(0);
        return new(parts[0], parts[1], parts[2], rows);
    }

    private SegmentRow Read(int row, Span<long> tokens, Span<long> positions, Span<long> targets)
    {
        tokens.Clear();
        positions.Fill(-1);
        targets.Fill(NoTarget);
        var place = IsDone(_rows[row]) ? Take() : _rows[row];
        if (place.Document < 0)
        {
            _rows[row] = place;
            return new(-1, 0, 0, 0);
        }

        var document = _documents[place.Document].Tokens;
        var context = place.Offset == 0 ? 0 : _overlap;
        var start = place.Offset - context;
        var length = Math.Min(tokens.Length, document.Length - start);
        var withTarget = Math.Min(length, document.Length - 1 - start);
        for (var t = 0; t < length; t++)
        {
            tokens[t] = document[start + t];
            positions[t] = start + t;
            targets[t] = t >= context && t < withTarget ? document[start + t + 1] : NoTarget;
        }

        _rows[row] = place with { Offset = start + length };
        return new(place.Document, start, length, withTarget - context, context);
    }

    private StreamRow Take()
    {
        var document = _order.At(_taken);
        _taken += document < 0 ? 0 : 1;
        return new(document, 0);
    }

    private bool IsDone(StreamRow row) => row.Document < 0 || row.Offset >= _documents[row.Document].Targets;

    private static IReadOnlyList<int> WithTargets(IReadOnlyList<EncodedDocument> documents) =>
        [.. Enumerable.Range(0, documents.Count).Where(i => documents[i].Targets > 0)];
}
