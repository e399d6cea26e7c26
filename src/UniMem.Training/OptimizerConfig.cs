using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>What moves the weights; a kind of component.</summary>
public abstract record OptimizerConfig : ComponentConfig
{
    /// <summary>Learning rate before the schedule multiplies it. Above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Makes the optimizer of these parameters.</summary>
    /// <param name="parameters">Every parameter that learns, with its name in the model.</param>
    public abstract IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters);

    /// <summary>Makes the optimizer of these parameters for a model that is computed as <paramref name="numerics"/> says.</summary>
    /// <remarks>What an optimizer that uses kernels overrides; the others need not know of them.</remarks>
    /// <param name="parameters">Every parameter that learns, with its name in the model.</param>
    /// <param name="numerics">Its kernels may be used.</param>
    public virtual IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters, Numerics numerics) => Build(parameters);

    /// <summary>Checks every range.</summary>
    /// <param name="path">Where this component stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A value is out of range; the message names its key.</exception>
    public virtual void Check(string path) => Ranges.Positive($"{path}.learning_rate", LearningRate);
}
