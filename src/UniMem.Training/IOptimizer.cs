using TorchSharp;

namespace UniMem.Training;

/// <summary>Moves the parameters it was built for against their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>Forgets the gradients.</summary>
    void ZeroGrad();

    /// <summary>Moves every parameter once. Parameters without a gradient stay.</summary>
    /// <param name="learningRate">The rate of this step, schedule included.</param>
    void Step(double learningRate);

    /// <summary>All that the next step depends on besides parameters and gradients.</summary>
    /// <returns>Tensors by name, the parameter's name first; they belong to the caller's scope or to the optimizer, and nobody changes
    /// them.</returns>
    IReadOnlyList<(string Name, torch.Tensor Value)> Save();

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <param name="saved">Exactly the names, shapes and types that <see cref="Save"/> gives for this model.</param>
    void Restore(IReadOnlyDictionary<string, torch.Tensor> saved);
}
