using System.Text;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What models read while they are timed: as many documents as the batch has rows, all as long, of the corpus' training text.</summary>
/// <remarks>Reading goes on from the end of the documents to their beginning without forgetting, so that memories fill and stay full.</remarks>
public sealed class BenchmarkText
{
    private readonly torch.Device _device;
    private readonly int _segment;
    private long _taken;

    /// <param name="config">Corpus, batch and segment.</param>
    /// <param name="segments">Segments of a document. At least 1.</param>
    /// <param name="device">Where segments are wanted.</param>
    /// <exception cref="ConfigurationException">The tokenizer is not that of bytes, or the corpus is too short.</exception>
    public BenchmarkText(RunConfig config, int segments, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        (_device, _segment, Segments) = (device, config.Training.Segment, segments);
        if (config.Data.Tokenizer is not ByteTokenizerConfig)
        {
            throw new ConfigurationException("data.tokenizer", "speed is measured over bytes, so that documents have the length that is asked for; write {type: bytes}.");
        }

        var length = (segments * _segment) + 1;
        var texts = Cut(config.Data.Corpus.Build("data.corpus"), config.Training.Batch, length);
        var documents = texts.Select((text, row) => new Document(FormattableString.Invariant($"speed/{row}"), text)).ToList();
        Corpus = new(new ListCorpus(documents, documents, []), config.Data.Tokenizer.Train([], "data.tokenizer"));
        Tokens = torch.tensor(texts.SelectMany(text => text.Select(c => (long)c)).ToArray()).view(config.Training.Batch, length);
    }

    /// <summary>Segments of a document.</summary>
    public int Segments { get; }

    /// <summary>The documents, as the training and the validation split.</summary>
    public EncodedCorpus Corpus { get; }

    /// <summary>(B, segments * T + 1) int64 on the CPU: the documents.</summary>
    public torch.Tensor Tokens { get; }

    /// <summary>The next segment of every row; documents begin with the first one only, and positions go on for ever.</summary>
    public Segment Next()
    {
        var (start, position) = (_taken % Segments * _segment, _taken * _segment);
        var rows = (int)Tokens.shape[0];
        var positions_BT = (torch.arange(_segment, torch.ScalarType.Int64, _device) + position).unsqueeze(0).expand(rows, -1).contiguous();
        _taken++;
        return new(
            Tokens.narrow(1, start, _segment).contiguous().to(_device),
            positions_BT,
            Tokens.narrow(1, start + 1, _segment).contiguous().to(_device),
            [.. Enumerable.Range(0, rows).Select(row => new SegmentRow(row, (int)Math.Min(position, int.MaxValue), _segment, _segment))]);
    }

    private static List<string> Cut(ICorpus corpus, int rows, int length)
    {
        var all = new StringBuilder();
        foreach (var document in corpus.Documents(Split.Train))
        {
            all.Append(string.Concat(document.Text.Where(char.IsAscii)));
            if (all.Length >= (long)rows * length)
            {
                return [.. Enumerable.Range(0, rows).Select(row => all.ToString(row * length, length))];
            }
        }

        throw new ConfigurationException("data.corpus", FormattableString.Invariant(
            $"has {all.Length} characters to train on, and {rows} documents of {length} are wanted; name a longer corpus."));
    }
}
