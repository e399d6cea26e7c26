using System.Diagnostics;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>Reads held-out documents from beginning to end and measures how well each token was foreseen.</summary>
/// <remarks>
/// Every row carries memory along its own document, so the result does not depend on how many documents are read side by side. Dropout is
/// off,
/// nothing is drawn at random and training is not disturbed. What is held does not grow with the documents.
/// </remarks>
/// <param name="model">The model; it stays the caller's.</param>
/// <param name="corpus">The documents.</param>
/// <param name="training">Gives the segment length, and the rows where the evaluation names none.</param>
/// <param name="device">Where the model lives.</param>
public sealed class Evaluator(LanguageModel model, EncodedCorpus corpus, TrainingConfig training, torch.Device device)
{
    /// <summary>Segments after which the device's results are fetched.</summary>
    private const int FetchEvery = 32;

    /// <summary>Evaluates.</summary>
    /// <param name="config">What is read, and how the result is cut.</param>
    /// <param name="step">Optimizer steps that the weights have seen, for the table.</param>
    /// <param name="cancellation">Looked at before every segment.</param>
    /// <param name="progress">Is told from time to time which share of the targets is done, from 0 to 1.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ConfigurationException">A setting means nothing to this model or this text.</exception>
    public EvaluationResult Evaluate(
        EvaluationConfig config, long step = 0, CancellationToken cancellation = default, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var clock = Stopwatch.StartNew();
        var tally = new EvaluationTally(corpus, config);
        var wasTraining = model.training;
        long read;
        model.eval();
        try
        {
            read = Read(config, tally, cancellation, progress);
        }
        finally
        {
            model.train(wasTraining);
        }

        return new(tally.Rows(step), clock.Elapsed.TotalSeconds, read);
    }

    private long Read(EvaluationConfig config, EvaluationTally tally, CancellationToken cancellation, IProgress<double>? progress)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var stream = Stream(config);
        var waiting = new List<(IReadOnlyList<SegmentRow> Rows, torch.Tensor Nats)>();
        using var memory = new EvaluatedMemory(model, config, config.Memory == MemoryUse.Other ? new OtherText(corpus, config.Split, device) : null);
        var (read, done) = (0L, 0L);
        while (!stream.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            var (nats_BT, rows) = ReadSegment(stream, memory);
            waiting.Add((rows, nats_BT));
            read += memory.Passes * rows.Sum(row => (long)row.Length);
            done += rows.Sum(row => (long)row.Targets);
            if (waiting.Count == FetchEvery || stream.Ended)
            {
                Fetch(waiting, tally);
                progress?.Report(done / (double)stream.Targets!.Value);
            }
        }

        return read;
    }

    private SegmentStream Stream(EvaluationConfig config)
    {
        var documents = corpus.Documents(config.Split).Count;
        var rows = Math.Min(
            config.Batch == 0 ? training.Batch : config.Batch,
            config.Documents == 0 ? documents : Math.Min(config.Documents, documents));
        return SegmentStream.Evaluation(corpus, config.Split, rows, training.Segment, device, config.Documents, config.Stride);
    }

    private (torch.Tensor Nats, IReadOnlyList<SegmentRow> Rows) ReadSegment(SegmentStream stream, EvaluatedMemory memory)
    {
        using var scope = torch.NewDisposeScope();
        var segment = stream.Next();
        var (logits_BTV, after) = model.Forward(segment.Tokens, segment.Positions, memory.Before(segment));
        memory.Carry(segment, after);
        return (Loss.NextToken(logits_BTV, segment.Targets).MoveToOuterDisposeScope(), segment.Rows);
    }

    private static void Fetch(List<(IReadOnlyList<SegmentRow> Rows, torch.Tensor Nats)> waiting, EvaluationTally tally)
    {
        using var scope = torch.NewDisposeScope();
        var nats_NBT = torch.stack(waiting.Select(item => item.Nats)).to(torch.ScalarType.Float64).cpu();
        var (rows, length) = (nats_NBT.shape[1], nats_NBT.shape[2]);
        var numbers = nats_NBT.data<double>().ToArray().AsSpan();
        for (var i = 0; i < waiting.Count; i++)
        {
            tally.Add(waiting[i].Rows, numbers.Slice((int)(i * rows * length), (int)(rows * length)));
            waiting[i].Nats.Dispose();
        }

        waiting.Clear();
    }
}
