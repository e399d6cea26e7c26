using System.Diagnostics;
using TorchSharp;
using UniMem.Data.Corpora;
using UniMem.Experiments.Configuration;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Evaluates one long document and looks at the memory of the process on the way.</summary>
public static class LongDocument
{
    /// <summary>Reads a document.</summary>
    /// <param name="run">The run; its batch is 1.</param>
    /// <param name="tokens">Targets of the document, about.</param>
    /// <param name="clock">By which clock it is timed.</param>
    /// <returns>Tokens read, seconds since the beginning and resident bytes, from time to time.</returns>
    public static IReadOnlyList<(long Tokens, double Seconds, long Bytes)> Read(ResolvedRun run, long tokens, BenchmarkClock clock)
    {
        ArgumentNullException.ThrowIfNull(run);
        var config = run.Config;
        torch.set_num_threads(config.Threads == 0 ? Environment.ProcessorCount : config.Threads);
        var numerics = run.Located(c => ComputeSettings.Read(c.Device, c.Dtype, c.Kernels));
        var segments = checked((int)Math.Max(1, tokens / config.Training.Segment));
        var text = run.Located(c => new BenchmarkText(c, segments, numerics.Device));
        using var model = run.Located(c => LanguageModel.Build(c.Model, text.Corpus.Tokenizer.VocabularySize, c.Training.Segment, c.Seed, numerics));
        var samples = new Samples((long)segments * config.Training.Segment, clock);
        new Evaluator(model, text.Corpus, config.Training, numerics.Device)
            .Evaluate(new EvaluationConfig { Split = Split.Validation, Batch = 1, Documents = 1 }, progress: samples);
        text.Tokens.Dispose();
        return samples.All;
    }

    private sealed class Samples(long tokens, BenchmarkClock clock) : IProgress<double>
    {
        private readonly BenchmarkTimer _timer = new();

        public List<(long Tokens, double Seconds, long Bytes)> All { get; } = [];

        public void Report(double value)
        {
            using var process = Process.GetCurrentProcess();
            All.Add(((long)(value * tokens), _timer.Seconds(clock), process.WorkingSet64));
        }
    }
}
