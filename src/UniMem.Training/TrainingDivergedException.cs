using System.Globalization;

namespace UniMem.Training;

/// <summary>The loss or its gradient is no longer a number; the weights of the session are spoilt and it saves no more.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="loss">Mean nats per target.</param>
/// <param name="gradientNorm">2-norm of all gradients.</param>
public sealed class TrainingDivergedException(long step, double loss, double gradientNorm) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"training diverged at step {step}: the loss is {loss} and the gradient's norm {gradientNorm}. The checkpoint written before is kept. "
    + $"Lower training.optimizer.learning_rate, lengthen training.schedule.warmup_steps or lower training.clip_norm."))
{
    /// <summary>The step at which it happened, from 1.</summary>
    public long Step => step;
}
