using System.Collections.Immutable;

namespace UniMem.Training;

/// <summary>What one optimizer step shows.</summary>
/// <param name="Step">Steps completed with this one, from 1.</param>
/// <param name="Loss">Mean nats per target token, before the step moved the weights.</param>
/// <param name="Tokens">Target tokens of this step.</param>
/// <param name="GradientNorm">2-norm of all gradients, before clipping.</param>
/// <param name="LearningRate">The rate of this step.</param>
/// <param name="Seconds">Wall time of this step.</param>
public sealed record StepMetrics(long Step, double Loss, long Tokens, double GradientNorm, double LearningRate, double Seconds)
{
    /// <summary>
    /// What parts of the memories lost on their own, unweighted, by <c>memory.part</c>: a sum over layers and a mean over the step's segments.
    /// None of it is in <see cref="Loss"/>.
    /// </summary>
    public ImmutableSortedDictionary<string, double> Auxiliary { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}
