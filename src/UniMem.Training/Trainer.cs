using System.Collections.Immutable;
using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Data;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>Truncated back-propagation through consecutive segments of documents read side by side.</summary>
/// <remarks>
/// A window is a fixed number of segments. The gradient flows back through memory from any of them to the first and no further: memory
/// enters a
/// window as values. Where a row's document begins, its memory is emptied before the segment is read.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly LanguageModel _model;
    private readonly IOptimizer _optimizer;
    private readonly TrainingConfig _config;
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <param name="model">Trained in place; it stays the caller's.</param>
    /// <param name="optimizer">Moves the model's parameters; it stays the caller's.</param>
    /// <param name="config">How far and how fast.</param>
    public Trainer(LanguageModel model, IOptimizer optimizer, TrainingConfig config)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _optimizer, _config) = (model, optimizer, config);
        _parameters = [.. model.parameters()];
    }

    /// <summary>Steps completed.</summary>
    public long CompletedSteps { get; private set; }

    /// <summary>Target tokens seen.</summary>
    public long Tokens { get; private set; }

    /// <summary>What each row remembers after the last window; values without a graph, owned by the trainer.</summary>
    public MemoryState Carried { get; private set; } = MemoryState.Empty;

    /// <summary>One optimizer step.</summary>
    /// <param name="next">Gives the next segment of every row; called once for each segment of the window, on this thread.</param>
    /// <exception cref="TrainingDivergedException">Loss or gradient is no longer a number; the weights are spoilt.</exception>
    public StepMetrics Step(Func<Segment> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var clock = Stopwatch.StartNew();
        using var scope = torch.NewDisposeScope();
        _model.train();
        var state = Carried;
        var losses = new List<torch.Tensor>();
        var own = AuxiliaryLosses.None;
        var targets = 0L;
        for (var i = 0; i < _config.BpttSegments; i++)
        {
            var segment = next();
            state = state.Forget(segment.StartsDocument);
            (var logits_BTV, state, var apart) = _model.Learn(segment.Tokens, segment.Positions, state);
            losses.Add(Loss.NextTokenSum(logits_BTV, segment.Targets));
            targets += segment.TargetCount;
            own = own.And(apart);
        }

        var loss = torch.stack(losses).sum() / targets;
        var rate = _config.Optimizer.LearningRate * _config.Schedule.Multiplier(CompletedSteps, _config.Steps);
        _optimizer.ZeroGrad();
        (own.Weighted is { } weighted ? loss + (weighted / _config.BpttSegments) : loss).backward();
        var norm = GradientNorm.Clip(_parameters, _config.ClipNorm);
        _optimizer.Step(rate);
        Carry(state);

        var shown = new[] { loss, norm }.Concat(own.Values.Values.Select(value => value / _config.BpttSegments));
        var together = torch.stack(shown.Select(value => value.detach().to(torch.ScalarType.Float64)));
        var read = together.cpu().data<double>().ToArray();
        CompletedSteps++;
        Tokens += targets;
        return double.IsFinite(read[0]) && double.IsFinite(read[1])
            ? new(CompletedSteps, read[0], targets, read[1], rate, clock.Elapsed.TotalSeconds)
            {
                Auxiliary = own.Values.Keys.Zip(read.Skip(2)).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second),
            }
            : throw new TrainingDivergedException(CompletedSteps, read[0], read[1]);
    }

    /// <summary>Goes on where another trainer stood.</summary>
    /// <param name="completedSteps">Steps that it had completed.</param>
    /// <param name="tokens">Target tokens that it had seen.</param>
    /// <param name="carried">What each row remembers; the trainer owns it from here on.</param>
    public void Restore(long completedSteps, long tokens, MemoryState carried)
    {
        ArgumentNullException.ThrowIfNull(carried);
        Carried.Dispose();
        (CompletedSteps, Tokens, Carried) = (completedSteps, tokens, carried);
    }

    /// <summary>Frees the memory carried.</summary>
    public void Dispose() => Carried.Dispose();

    private void Carry(MemoryState state)
    {
        var carried = state.CarryOver();
        Carried.Dispose();
        Carried = carried;
    }
}
