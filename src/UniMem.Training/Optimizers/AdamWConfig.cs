using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Training.Optimizers;

/// <summary>Adam with decoupled weight decay.</summary>
/// <remarks>
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, arXiv:1711.05101, algorithm 2. Weight decay moves
/// matrices
/// (parameters of two or more dimensions, embeddings among them, as nanoGPT has it) and leaves gains and biases alone. The second moment's
/// default, 0.95, is the habit of language models since GPT-3 (arXiv:2005.14165, appendix B); the paper's is 0.999.
/// </remarks>
[Component("adamw")]
public sealed record AdamWConfig : OptimizerConfig
{
    /// <summary>Fraction of a matrix taken away per step, times the learning rate. At least 0.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Decay of the mean of gradients, at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, at least 0 and below 1.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the mean of squares. Above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters) => new AdamWOptimizer(this, parameters, fused: null);

    /// <inheritdoc/>
    public override IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters, Numerics numerics)
    {
        ArgumentNullException.ThrowIfNull(numerics);
        return new AdamWOptimizer(this, parameters, numerics.Optimizer);
    }

    /// <inheritdoc/>
    public override void Check(string path)
    {
        base.Check(path);
        Ranges.NotNegative($"{path}.weight_decay", WeightDecay);
        Ranges.Decay($"{path}.beta1", Beta1);
        Ranges.Decay($"{path}.beta2", Beta2);
        Ranges.Positive($"{path}.epsilon", Epsilon);
    }
}
