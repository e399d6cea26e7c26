using System.Collections.Immutable;
using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Data;
using UniMem.Distributed;
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
    private readonly IReadOnlyList<string> _lossNames;
    private readonly RowShare _share;
    private readonly IGradientExchange? _exchange;

    /// <param name="model">Trained in place; it stays the caller's.</param>
    /// <param name="optimizer">Moves the model's parameters; it stays the caller's.</param>
    /// <param name="config">How far and how fast.</param>
    /// <param name="processes">Those that divide the rows; they stay the caller's. This one alone when null.</param>
    public Trainer(LanguageModel model, IOptimizer optimizer, TrainingConfig config, IProcessGroup? processes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _optimizer, _config) = (model, optimizer, config);
        _parameters = [.. model.parameters()];
        _lossNames = model.LossNames;
        _share = processes is null ? RowShare.All : new(processes.Rank, processes.Size);
        _exchange = processes?.Exchange(_parameters);
    }

    /// <summary>Steps completed.</summary>
    public long CompletedSteps { get; private set; }

    /// <summary>Target tokens seen.</summary>
    public long Tokens { get; private set; }

    /// <summary>What each row of this process remembers after the last window; values without a graph, owned by the trainer.</summary>
    public MemoryState Carried { get; private set; } = MemoryState.Empty;

    /// <summary>One optimizer step.</summary>
    /// <param name="next">Gives the next segment of every row of all processes; called once for each segment of the window, on this thread.</param>
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
        var recomputed = _config.CheckpointActivations == ActivationCheckpoints.Segment ? new RecomputedSegments(_model) : null;
        for (var i = 0; i < _config.BpttSegments; i++)
        {
            var whole = next();
            var segment = Own(whole);
            state = state.Forget(segment.Forgets);
            var read = recomputed is null ? Read(segment, state) : recomputed.Next(state, before => Read(segment, before));
            state = read.State;
            losses.Add(read.Loss);
            targets += whole.TargetCount;
            own = own.And(read.Apart);
        }

        var loss = torch.stack(losses).sum() / targets;
        var rate = _config.Optimizer.LearningRate * _config.Schedule.Multiplier(CompletedSteps, _config.Steps);
        _optimizer.ZeroGrad();
        _exchange?.Begin();
        (own.Weighted is { } weighted ? loss + (weighted / (_config.BpttSegments * _share.Size)) : loss).backward();
        var totals = Totals(loss, own);
        _exchange?.Finish(totals);
        var norm = GradientNorm.Clip(_parameters, _config.ClipNorm, _model.Numerics.Optimizer);
        _optimizer.Step(rate);
        Carry(state);

        var numbers = torch.cat([totals, norm.detach().to(torch.ScalarType.Float64).view(1)]).cpu().data<double>().ToArray();
        CompletedSteps++;
        Tokens += targets;
        return double.IsFinite(numbers[0]) && double.IsFinite(numbers[^1])
            ? new(CompletedSteps, numbers[0], targets, numbers[^1], rate, clock.Elapsed.TotalSeconds)
            {
                Auxiliary = _lossNames.Zip(numbers.Skip(1)).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second),
            }
            : throw new TrainingDivergedException(CompletedSteps, numbers[0], numbers[^1]);
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
    public void Dispose()
    {
        _exchange?.Dispose();
        Carried.Dispose();
    }

    /// <summary>One segment with its graph.</summary>
    private SegmentLoss Read(Segment segment, MemoryState state)
    {
        var (hidden_BTE, after, apart) = _model.Learn(
            segment.Tokens, segment.Positions, state, segment.Runs, _config.CheckpointActivations == ActivationCheckpoints.Layer);
        return new(Loss.NextTokenSum(_model, hidden_BTE, segment.Targets), after, apart);
    }

    /// <summary>The rows of this process.</summary>
    private Segment Own(Segment whole)
    {
        var rows = whole.Rows.Count / _share.Size;
        return _share.Size == 1 ? whole : whole.Part(rows * _share.Rank, rows);
    }

    /// <summary>This process's part of the loss, and of what parts of the memories lose on their own: a mean over processes, as they have equal rows.</summary>
    private torch.Tensor Totals(torch.Tensor loss, AuxiliaryLosses own)
    {
        var parts = _lossNames.Select(name => own.Values.TryGetValue(name, out var value) ? value / (_config.BpttSegments * _share.Size) : torch.zeros_like(loss));
        return torch.stack(parts.Prepend(loss).Select(value => value.detach().to(torch.ScalarType.Float64)));
    }

    private void Carry(MemoryState state)
    {
        var carried = state.CarryOver();
        Carried.Dispose();
        Carried = carried;
    }
}
