using System.Diagnostics;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Measures how long a run's parts take, by doing a few of each; nothing is kept of what they compute.</summary>
public static class RunCalibration
{
    /// <summary>Steps that are timed.</summary>
    public const int Steps = 20;

    private const int WarmUpSteps = 3;
    private const int Segments = 40;
    private const long MostSegmentsToFill = 200;

    /// <summary>Measures in this process, whose start counts as the start of the run.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="ConfigurationException">The run cannot begin.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no number within the first steps.</exception>
    public static RunTiming Of(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var config = run.Config;
        torch.set_num_threads(config.Threads == 0 ? Environment.ProcessorCount : config.Threads);
        var corpus = run.Located(c => EncodedCorpus.Read(c.Data));
        var numerics = run.Located(c => ComputeSettings.Read(c.Device, c.Dtype, c.Kernels));
        using var session = run.Located(c => TrainingSession.Create(new()
        {
            Model = c.Model,
            Training = c.Training,
            Evaluation = c.Evaluation,
            Corpus = corpus,
            Seed = c.Seed,
            Numerics = numerics,
        }));
        using var process = Process.GetCurrentProcess();
        var start = (DateTime.Now - process.StartTime).TotalSeconds;
        var step = Step(session, config.Training);
        return new()
        {
            Start = start,
            Step = step,
            Checkpoint = Checkpoint(session),
            LastEvaluation = Evaluation(session.Model, corpus, config, config.Evaluation, numerics.Device),
            EvaluationOnTheWay = config.Evaluation.EverySteps == 0 ? 0 : Evaluation(session.Model, corpus, config, config.Evaluation.OnTheWay(), numerics.Device),
        };
    }

    private static double Step(TrainingSession session, TrainingConfig training)
    {
        var untimed = Math.Max(WarmUpSteps, (SegmentsToFill(session.Model, training.Segment) + training.BpttSegments - 1) / training.BpttSegments);
        for (var i = 0; i < untimed; i++)
        {
            session.Step();
        }

        return Enumerable.Range(0, Steps).Average(_ => session.Step().Seconds);
    }

    private static long SegmentsToFill(LanguageModel model, int segment) => model.Blocks.SelectMany(block => block.Memories)
        .Select(memory => Math.Min(MostSegmentsToFill, (memory.Capacity + segment - 1) / segment))
        .Prepend(0)
        .Max();

    private static double Checkpoint(TrainingSession session)
    {
        var folder = Directory.CreateTempSubdirectory("unimem-calibration-");
        try
        {
            var clock = Stopwatch.StartNew();
            session.Save(folder.FullName);
            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A few segments of the evaluation are read, after as many as fill the memories, and their time stands for that of all others.
    private static double Evaluation(LanguageModel model, EncodedCorpus corpus, RunConfig config, EvaluationConfig evaluation, torch.Device device)
    {
        using var quiet = torch.no_grad();
        var documents = corpus.Documents(evaluation.Split).Count;
        var rows = Math.Min(
            evaluation.Batch == 0 ? config.Training.Batch : evaluation.Batch,
            evaluation.Documents == 0 ? documents : Math.Min(evaluation.Documents, documents));
        SegmentStream Stream() => SegmentStream.Evaluation(corpus, evaluation.Split, rows, config.Training.Segment, device, evaluation.Documents);
        var segments = Count(Stream());
        model.eval();
        try
        {
            var stream = Stream();
            var untimed = Math.Min(WarmUpSteps + SegmentsToFill(model, config.Training.Segment), segments / 2);
            var timed = Math.Min(Segments, segments - untimed);
            var memory = Read(model, stream, MemoryState.Empty, untimed);
            var clock = Stopwatch.StartNew();
            Read(model, stream, memory, timed).Dispose();
            return clock.Elapsed.TotalSeconds / timed * segments;
        }
        finally
        {
            model.train();
        }
    }

    private static MemoryState Read(LanguageModel model, SegmentStream stream, MemoryState memory, long segments)
    {
        for (var i = 0; i < segments; i++)
        {
            using var scope = torch.NewDisposeScope();
            var segment = stream.Next();
            var (logits_BTV, after) = model.Forward(segment.Tokens, segment.Positions, memory.Forget(segment.StartsDocument));
            var next = after.CarryOver();
            memory.Dispose();
            memory = next;
            _ = Loss.NextToken(logits_BTV, segment.Targets).sum().to(torch.ScalarType.Float64).item<double>();
        }

        return memory;
    }

    private static long Count(SegmentStream stream)
    {
        var segments = 0L;
        for (; !stream.Ended; segments++)
        {
            stream.Next().Dispose();
        }

        return segments;
    }
}
