using TorchSharp;
using UniMem.Models;
using UniMem.Native;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Follows a model through its stages, by hooks of its modules and by what its memories tell.</summary>
public sealed class StageProfile : IMemoryWatch
{
    private readonly Stack<Stage> _inner = new();
    private Stage _outer;
    private StageTimes? _times;

    /// <summary>Watches the modules of a model. They stay watched as long as the model lives.</summary>
    public void Follow(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var (name, module) in model.named_modules())
        {
            if (module is torch.nn.Module<torch.Tensor, torch.Tensor> hooked && Place(name, module) is var (stage, after))
            {
                hooked.register_forward_pre_hook((torch.nn.Module _) => Enter(stage));
                hooked.register_forward_hook((torch.nn.Module _) => Leave(after));
            }
        }
    }

    /// <summary>Begins to measure.</summary>
    /// <param name="clock">By which clock.</param>
    public void Start(BenchmarkClock clock)
    {
        _inner.Clear();
        _outer = Stage.Other;
        _times = new StageTimes(Enum.GetValues<Stage>().Length, (int)Stage.Between, clock == BenchmarkClock.Processor);
    }

    /// <summary>Ends: seconds of each stage forward and backward.</summary>
    public (IReadOnlyList<double> Forward, IReadOnlyList<double> Backward) Stop()
    {
        var times = _times!.End();
        _times = null;
        return times;
    }

    /// <summary>What is not within a module or a memory belongs to this stage from here on.</summary>
    public void Outside(Stage stage)
    {
        _outer = stage;
        if (_inner.Count == 0)
        {
            _times?.Enter((int)stage);
        }
    }

    /// <inheritdoc/>
    public void Begin(MemoryWork work) => Enter(work == MemoryWork.Read ? Stage.Read : Stage.Write);

    /// <inheritdoc/>
    public void End() => Leave(null);

    private void Enter(Stage stage)
    {
        _inner.Push(stage);
        _times?.Enter((int)stage);
    }

    private void Leave(Stage? after)
    {
        _inner.Pop();
        _outer = after ?? _outer;
        _times?.Enter((int)(_inner.Count > 0 ? _inner.Peek() : _outer));
    }

    /// <summary>The stage of a module, and that of what follows it; null for modules within others.</summary>
    private static (Stage Stage, Stage? After)? Place(string name, torch.nn.Module module) => module switch
    {
        Norm => (Stage.Norm, name == "norm" ? Stage.Loss : null),
        FeedForward => (Stage.Mlp, Stage.Other),
        Projection when name.EndsWith(".attention.qkv", StringComparison.Ordinal) => (Stage.Projections, Stage.Attention),
        Projection when name.EndsWith(".attention.output", StringComparison.Ordinal) => (Stage.Projections, Stage.Other),
        _ => null,
    };
}
