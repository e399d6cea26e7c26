using System.Diagnostics;
using TorchSharp;
using UniMem.Data;
using UniMem.Memory;
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
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationResult Evaluate(EvaluationConfig config, long step = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var clock = Stopwatch.StartNew();
        var tally = new EvaluationTally(corpus, config);
        var wasTraining = model.training;
        model.eval();
        try
        {
            Read(config, tally, cancellation);
        }
        finally
        {
            model.train(wasTraining);
        }

        return new(tally.Rows(step), clock.Elapsed.TotalSeconds);
    }

    private void Read(EvaluationConfig config, EvaluationTally tally, CancellationToken cancellation)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var documents = corpus.Documents(config.Split).Count;
        var rows = Math.Min(
            config.Batch == 0 ? training.Batch : config.Batch,
            config.Documents == 0 ? documents : Math.Min(config.Documents, documents));
        var stream = SegmentStream.Evaluation(corpus, config.Split, rows, training.Segment, device, config.Documents);
        var waiting = new List<(IReadOnlyList<SegmentRow> Rows, torch.Tensor Nats)>();
        var carried = MemoryState.Empty;
        try
        {
            while (!stream.Ended)
            {
                cancellation.ThrowIfCancellationRequested();
                (var nats_BT, var held, carried) = ReadSegment(stream, carried, config.Memory);
                waiting.Add((held, nats_BT));
                if (waiting.Count == FetchEvery || stream.Ended)
                {
                    Fetch(waiting, tally);
                }
            }
        }
        finally
        {
            carried.Dispose();
        }
    }

    private (torch.Tensor Nats, IReadOnlyList<SegmentRow> Rows, MemoryState Carried) ReadSegment(
        SegmentStream stream, MemoryState carried, MemoryUse memory)
    {
        using var scope = torch.NewDisposeScope();
        var segment = stream.Next();
        var before = memory == MemoryUse.On ? carried.Forget(segment.StartsDocument) : MemoryState.Empty;
        var (logits_BTV, after) = model.Forward(segment.Tokens, segment.Positions, before);
        var nats_BT = Loss.NextToken(logits_BTV, segment.Targets).MoveToOuterDisposeScope();
        if (memory == MemoryUse.Off)
        {
            return (nats_BT, segment.Rows, MemoryState.Empty);
        }

        var next = after.CarryOver();
        carried.Dispose();
        return (nats_BT, segment.Rows, next);
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
