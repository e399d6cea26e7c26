using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Data;

/// <summary>Gives every document of a split as much text of other documents: what to remember in its place.</summary>
/// <remarks>
/// <para>
/// The pairing is fixed: among the documents that have targets, in their order, the document that stands half the number of them further on,
/// counted round the end. Neighbours in a corpus resemble each other, such as the chapters of one novel, and are avoided so. Where the other
/// document is too short, the ones that follow it are read on from, the document itself left out.
/// </para>
/// <para>Not for use by several threads at once.</para>
/// </remarks>
public sealed class OtherText
{
    private readonly IReadOnlyList<EncodedDocument> _documents;
    private readonly List<int> _readable;
    private readonly torch.Device _device;
    private Dictionary<int, int[]> _texts = [];

    /// <param name="corpus">The documents.</param>
    /// <param name="split">Which of them.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <exception cref="ConfigurationException">The split has one document only.</exception>
    public OtherText(EncodedCorpus corpus, Corpora.Split split, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        (_documents, _device) = (corpus.Documents(split), device);
        _readable = [.. Enumerable.Range(0, _documents.Count).Where(i => _documents[i].Targets > 0)];
        if (_readable.Count < 2)
        {
            throw corpus.Wrong($"the {split.ToString().ToLowerInvariant()} split has one document only, so there is no other one to remember.");
        }
    }

    /// <summary>The tokens that stand in place of a segment's, (B, T) int64, at the same positions and with the same padding. The caller owns them.</summary>
    public torch.Tensor Tokens(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var length = (int)segment.Tokens.shape[1];
        var tokens = new long[segment.Rows.Count * length];
        _texts = segment.Rows.Where(row => row.Document >= 0).Select(row => row.Document).Distinct()
            .ToDictionary(document => document, document => _texts.GetValueOrDefault(document) ?? Of(document));
        for (var row = 0; row < segment.Rows.Count; row++)
        {
            var held = segment.Rows[row];
            for (var t = 0; t < held.Length; t++)
            {
                tokens[(row * length) + t] = _texts[held.Document][held.Offset + t];
            }
        }

        return HostNumbers.Sent(torch.tensor(tokens, [segment.Rows.Count, length], torch.ScalarType.Int64), _device);
    }

    /// <summary>Other documents' tokens, as many as the document has.</summary>
    /// <param name="document">Index of the document in its split.</param>
    public int[] Of(int document)
    {
        var tokens = new int[_documents[document].Tokens.Length];
        var (next, filled) = (_readable.IndexOf(document) + (_readable.Count / 2), 0);
        while (filled < tokens.Length)
        {
            var other = _readable[next++ % _readable.Count];
            var text = _documents[other].Tokens;
            for (var t = 0; other != document && t < text.Length && filled < tokens.Length; t++)
            {
                tokens[filled++] = text[t];
            }
        }

        return tokens;
    }
}
