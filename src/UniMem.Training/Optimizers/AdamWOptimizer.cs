using TorchSharp;
using TorchSharp.Modules;
using UniMem.Models;

namespace UniMem.Training.Optimizers;

/// <inheritdoc cref="AdamWConfig"/>
public sealed class AdamWOptimizer : IOptimizer
{
    private readonly AdamW _optimizer;
    private readonly IReadOnlyList<(string Name, Parameter Value)> _parameters;
    private readonly AdamWConfig _config;
    private readonly IFusedOptimizer? _fused;

    /// <param name="config">Its numbers.</param>
    /// <param name="parameters">Every parameter that learns, with its name in the model.</param>
    /// <param name="fused">Makes the step in one pass where it can; null for libtorch's operators.</param>
    public AdamWOptimizer(AdamWConfig config, IReadOnlyList<(string Name, Parameter Value)> parameters, IFusedOptimizer? fused)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(parameters);
        var matrices = parameters.Where(p => p.Value.dim() >= 2).ToArray();
        var vectors = parameters.Where(p => p.Value.dim() < 2).ToArray();
        var groups = new List<AdamW.ParamGroup>();
        foreach (var (members, decay) in new[] { (matrices, config.WeightDecay), (vectors, 0) })
        {
            if (members.Length > 0)
            {
                groups.Add(new(members.Select(p => p.Value), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, decay));
            }
        }

        (_config, _fused) = (config, fused);
        _parameters = [.. matrices, .. vectors];
        _optimizer = torch.optim.AdamW(groups, config.LearningRate, config.Beta1, config.Beta2, config.Epsilon);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Gradients are taken away rather than filled with zeros: a parameter that the next step does not use stands still, whether or not the run
    /// was resumed before it, and the next gradient need not be added to anything.
    /// </remarks>
    public void ZeroGrad()
    {
        foreach (var (_, parameter) in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        if (_fused is null || !Fused(_fused, learningRate))
        {
            foreach (var group in _optimizer.ParamGroups)
            {
                group.LearningRate = learningRate;
            }

            _optimizer.step();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, torch.Tensor Value)> Save()
    {
        var saved = new List<(string, torch.Tensor)>();
        foreach (var (name, state) in States())
        {
            saved.Add(($"{name}/mean", state.exp_avg));
            saved.Add(($"{name}/mean_square", state.exp_avg_sq));
            saved.Add(($"{name}/step", torch.tensor(state.step)));
        }

        return saved;
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        foreach (var (name, state) in States())
        {
            state.exp_avg.copy_(saved[$"{name}/mean"]);
            state.exp_avg_sq.copy_(saved[$"{name}/mean_square"]);
            state.step = saved[$"{name}/step"].ToInt64();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private bool Fused(IFusedOptimizer fused, double learningRate)
    {
        using var _ = torch.no_grad();
        var moving = new List<(AdamWTensors Tensors, AdamW.State State)>();
        foreach (var (parameter, state) in _parameters.Zip(States(), (parameter, kept) => (parameter.Value, kept.State)))
        {
            if (parameter.grad is { } gradient)
            {
                var decay = parameter.dim() >= 2 ? _config.WeightDecay : 0;
                moving.Add((new(parameter, gradient.contiguous(), state.exp_avg, state.exp_avg_sq, decay, state.step + 1), state));
            }
        }

        var step = new AdamWStep(learningRate, _config.Beta1, _config.Beta2, _config.Epsilon);
        if (!fused.AdamW(moving.ConvertAll(one => one.Tensors), step))
        {
            return false;
        }

        moving.ForEach(one => one.State.step++);
        return true;
    }

    private IEnumerable<(string Name, AdamW.State State)> States() =>
        _parameters.Zip(_optimizer.state_dict().State, (parameter, state) => (parameter.Name, (AdamW.State)state));
}
