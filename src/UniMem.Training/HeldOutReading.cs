using TorchSharp;
using UniMem.Data;
using UniMem.Distributed;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>Held-out documents as a model reads them: side by side, from beginning to end, each row with its memory along its own document.</summary>
/// <remarks>What is held does not grow with the documents. The model is used as it is; whoever reads puts it into evaluation mode.</remarks>
/// <param name="model">The model; it stays the caller's.</param>
/// <param name="corpus">The documents.</param>
/// <param name="config">Which of them, how many at once, and whether memory is kept.</param>
/// <param name="training">Gives the segment length, and the rows where the evaluation names none.</param>
/// <param name="device">Where the model lives.</param>
public sealed class HeldOutReading(LanguageModel model, EncodedCorpus corpus, EvaluationConfig config, TrainingConfig training, torch.Device device)
{
    /// <summary>The model.</summary>
    public LanguageModel Model => model;

    /// <summary>The documents, and what cuts them into tokens.</summary>
    public EncodedCorpus Corpus => corpus;

    /// <summary>Which documents are read, and how.</summary>
    public EvaluationConfig Config => config;

    /// <summary>Which of the documents are read here, where several processes divide them; all when not set.</summary>
    public RowShare Share { get; init; } = RowShare.All;

    /// <summary>Tokens of a segment.</summary>
    public int Segment => training.Segment;

    /// <summary>Where the model lives.</summary>
    public torch.Device Device => device;

    /// <summary>How many targets a reading has, each counted once.</summary>
    public long Targets => Documents().Targets!.Value;

    /// <summary>Reads every document once.</summary>
    /// <param name="see">
    /// Is shown each segment with its logits (B, T, V) in float32 or better, in order; what it makes ends with the segment unless it is moved
    /// to the outer dispose scope.
    /// </param>
    /// <param name="cancellation">Looked at before every segment.</param>
    /// <returns>Tokens of text that the model was fed: more than were shown where other documents are read for their memory.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public long Read(Action<Segment, torch.Tensor> see, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(see);
        return ReadHidden((segment, hidden_BTE) => see(segment, model.Logits(hidden_BTE)), cancellation);
    }

    /// <summary>Reads every document once, up to the head: for those who need no logits, which a large vocabulary makes large.</summary>
    /// <param name="see">Is shown each segment with what <see cref="LanguageModel.Logits"/> takes, (B, T, E), otherwise as for <see cref="Read"/>.</param>
    /// <param name="cancellation">Looked at before every segment.</param>
    /// <returns>Tokens of text that the model was fed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public long ReadHidden(Action<Segment, torch.Tensor> see, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(see);
        using var _ = torch.no_grad();
        var (stream, read) = (Documents(), 0L);
        using var memory = new EvaluatedMemory(model, config, config.Memory == MemoryUse.Other ? new OtherText(corpus, config.Split, device) : null);
        while (!stream.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            read += memory.Passes * ReadSegment(stream, memory, see);
        }

        return read;
    }

    private long ReadSegment(SegmentStream stream, EvaluatedMemory memory, Action<Segment, torch.Tensor> see)
    {
        using var scope = torch.NewDisposeScope();
        var segment = stream.Next();
        var (hidden_BTE, after) = model.Encode(segment.Tokens, segment.Positions, memory.Before(segment), segment.Runs);
        memory.Carry(segment, after);
        see(segment, hidden_BTE);
        return segment.Rows.Sum(row => (long)row.Length);
    }

    private SegmentStream Documents()
    {
        var documents = corpus.Documents(config.Split).Count;
        var rows = Math.Min(
            config.Batch == 0 ? training.Batch : config.Batch,
            config.Documents == 0 ? documents : Math.Min(config.Documents, documents));
        return SegmentStream.Evaluation(
            corpus, config.Split, (rows + Share.Size - 1) / Share.Size, training.Segment, device, config.Documents, config.Stride, Share.Rank, Share.Size);
    }
}
