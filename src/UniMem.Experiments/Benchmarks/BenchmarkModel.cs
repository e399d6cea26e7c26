using TorchSharp;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A model at work as runs use it: the trainer's steps, the evaluator's reading, and forward passes alone.</summary>
public sealed class BenchmarkModel : IDisposable
{
    private readonly RunConfig _config;
    private readonly Numerics _numerics;
    private readonly BenchmarkText _text;
    private readonly IOptimizer _optimizer;
    private readonly Trainer _trainer;
    private readonly StageProfile? _profile;
    private MemoryState _carried = MemoryState.Empty;

    /// <param name="run">The run whose model is timed; its steps are as many as are asked for.</param>
    /// <param name="segments">Segments of the documents that are read.</param>
    /// <param name="profile">Follows the model through its stages; null for none.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or parts do not fit together.</exception>
    public BenchmarkModel(ResolvedRun run, int segments, StageProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        _config = run.Config;
        torch.set_num_threads(_config.Threads == 0 ? Environment.ProcessorCount : _config.Threads);
        _numerics = run.Located(c => ComputeSettings.Read(c.Device, c.Dtype, c.Kernels)) with { Watch = profile };
        _text = run.Located(c => new BenchmarkText(c, segments, _numerics.Device));
        Model = run.Located(c => LanguageModel.Build(c.Model, _text.Corpus.Tokenizer.VocabularySize, c.Training.Segment, c.Seed, _numerics));
        var optimizer = _config.Training.Optimizer.Build([.. Model.named_parameters().Where(p => p.Item2.requires_grad)], _numerics);
        (_profile, _optimizer) = (profile, profile is null ? optimizer : new StagedOptimizer(optimizer, profile));
        profile?.Follow(Model);
        _trainer = new Trainer(Model, _optimizer, _config.Training);
    }

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>The documents, (B, N) int64.</summary>
    public torch.Tensor Text => _text.Tokens;

    /// <summary>Does some work and times it.</summary>
    /// <param name="work">What.</param>
    /// <param name="times">How often. At least 1.</param>
    public Measurement Measure(BenchmarkWork work, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var timer = new BenchmarkTimer();
        var (tokens, value) = (0L, 0.0);
        for (var i = 0; i < times; i++)
        {
            (var read, value) = work switch
            {
                BenchmarkWork.Forward => Forward(),
                BenchmarkWork.Train => Train(),
                _ => Evaluate(),
            };
            tokens += read;
        }

        return new(timer.Wall, timer.Processor, tokens, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _carried.Dispose();
        _trainer.Dispose();
        _optimizer.Dispose();
        foreach (var generator in Model.Generators.Values)
        {
            generator.Dispose();
        }

        Model.Dispose();
        _text.Tokens.Dispose();
    }

    private (long Tokens, double Value) Forward()
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Model.eval();
        var segment = _text.Next();
        var (logits_BTV, after) = Model.Forward(segment.Tokens, segment.Positions, _carried.Forget(segment.StartsDocument));
        var carried = after.CarryOver();
        _carried.Dispose();
        _carried = carried;
        return (segment.TargetCount, logits_BTV[-1, -1, -1].cpu().item<float>());
    }

    private (long Tokens, double Value) Train()
    {
        var step = _trainer.Step(() =>
        {
            _profile?.Outside(Stage.Other);
            return _text.Next();
        });
        return (step.Tokens, step.Loss);
    }

    private (long Tokens, double Value) Evaluate()
    {
        var result = new Evaluator(Model, _text.Corpus, _config.Training, _numerics.Device).Evaluate(new EvaluationConfig { Split = Split.Validation });
        return (result.Total.Targets, result.Loss);
    }
}
