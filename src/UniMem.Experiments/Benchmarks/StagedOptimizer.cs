using TorchSharp;
using UniMem.Training;

namespace UniMem.Experiments.Benchmarks;

/// <summary>An optimizer that tells a profile when it is at work: after its gradients are forgotten comes the backward pass, after its step what is carried over.</summary>
/// <param name="inner">What moves the parameters.</param>
/// <param name="profile">Is told.</param>
internal sealed class StagedOptimizer(IOptimizer inner, StageProfile profile) : IOptimizer
{
    /// <inheritdoc/>
    public void ZeroGrad()
    {
        profile.Outside(Stage.Optimizer);
        inner.ZeroGrad();
        profile.Outside(Stage.Between);
    }

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        profile.Outside(Stage.Optimizer);
        inner.Step(learningRate);
        profile.Outside(Stage.Write);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, torch.Tensor Value)> Save() => inner.Save();

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> saved) => inner.Restore(saved);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
