using UniMem.Components;

namespace UniMem.Training;

/// <summary>How the learning rate changes over a run; a kind of component.</summary>
public abstract record ScheduleConfig : ComponentConfig
{
    /// <summary>Steps over which the rate rises in a straight line to its full height. At least 0.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>What the optimizer's learning rate is multiplied with: a pure function of the step.</summary>
    /// <param name="step">The step about to be made, from 0.</param>
    /// <param name="steps">Steps of the whole run.</param>
    public double Multiplier(long step, long steps) =>
        step < WarmupSteps ? (step + 1.0) / WarmupSteps : AfterWarmup(step - WarmupSteps, steps - WarmupSteps);

    /// <summary>Checks every range.</summary>
    /// <param name="path">Where this component stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A value is out of range; the message names its key.</exception>
    public virtual void Check(string path) => Ranges.AtLeast($"{path}.warmup_steps", WarmupSteps, 0);

    /// <summary>The multiplier once warm-up is over.</summary>
    /// <param name="step">Steps since the end of warm-up, from 0.</param>
    /// <param name="steps">Steps of the run after warm-up.</param>
    protected abstract double AfterWarmup(long step, long steps);
}
