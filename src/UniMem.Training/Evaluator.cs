using System.Diagnostics;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Distributed;
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

    /// <summary>Which documents are read here, where several processes divide them. Process 0 alone does the tasks, on all documents.</summary>
    public RowShare Share { get; init; } = RowShare.All;

    /// <summary>Evaluates: perplexity first, then each task in turn.</summary>
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
        var reading = new HeldOutReading(model, corpus, config, training, device);
        var share = new HeldOutReading(model, corpus, config, training, device) { Share = Share };
        var wasTraining = model.training;
        model.eval();
        try
        {
            var (tally, read) = Score(share, cancellation, progress);
            return new(tally.Rows(step), clock.Elapsed.TotalSeconds, read) { Measures = Share.Rank == 0 ? Measure(reading, cancellation) : [] };
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private (EvaluationTally Tally, long Read) Score(HeldOutReading reading, CancellationToken cancellation, IProgress<double>? progress)
    {
        using var scope = torch.NewDisposeScope();
        var tally = new EvaluationTally(corpus, reading.Config);
        var waiting = new List<(IReadOnlyList<SegmentRow> Rows, torch.Tensor Nats)>();
        var (done, all) = (0L, (double)reading.Targets);
        var read = reading.ReadHidden(
            (segment, hidden_BTE) =>
            {
                waiting.Add((segment.Rows, Loss.NextToken(model, hidden_BTE, segment.Targets).MoveToOuterDisposeScope()));
                done += segment.TargetCount;
                if (waiting.Count == FetchEvery)
                {
                    Fetch(waiting, tally);
                    progress?.Report(done / all);
                }
            },
            cancellation);
        Fetch(waiting, tally);
        progress?.Report(1);
        return (tally, read);
    }

    private static IReadOnlyList<Measured> Measure(HeldOutReading reading, CancellationToken cancellation)
    {
        using var _ = torch.no_grad();
        var measures = new List<Measured>();
        foreach (var (name, task) in reading.Config.Tasks)
        {
            using var scope = torch.NewDisposeScope();
            measures.AddRange(task.Build().Measure(reading, cancellation)
                .OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => new Measured(name, value.Key, value.Value)));
        }

        return measures;
    }

    private static void Fetch(List<(IReadOnlyList<SegmentRow> Rows, torch.Tensor Nats)> waiting, EvaluationTally tally)
    {
        if (waiting.Count == 0)
        {
            return;
        }

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
