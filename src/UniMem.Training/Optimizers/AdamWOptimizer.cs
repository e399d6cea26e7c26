using TorchSharp;
using TorchSharp.Modules;

namespace UniMem.Training.Optimizers;

/// <inheritdoc cref="AdamWConfig"/>
public sealed class AdamWOptimizer : IOptimizer
{
    private readonly AdamW _optimizer;
    private readonly IReadOnlyList<string> _names;

    /// <param name="config">Its numbers.</param>
    /// <param name="parameters">Every parameter that learns, with its name in the model.</param>
    public AdamWOptimizer(AdamWConfig config, IReadOnlyList<(string Name, Parameter Value)> parameters)
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

        _names = [.. matrices.Concat(vectors).Select(p => p.Name)];
        _optimizer = torch.optim.AdamW(groups, config.LearningRate, config.Beta1, config.Beta2, config.Epsilon);
    }

    /// <inheritdoc/>
    public void ZeroGrad() => _optimizer.zero_grad();

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _optimizer.step();
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

    private IEnumerable<(string Name, AdamW.State State)> States() =>
        _names.Zip(_optimizer.state_dict().State, (name, state) => (name, (AdamW.State)state));
}
