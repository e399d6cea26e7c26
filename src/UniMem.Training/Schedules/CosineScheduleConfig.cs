using UniMem.Components;

namespace UniMem.Training.Schedules;

/// <summary>Falls along half a cosine from the full rate to <see cref="FinalFraction"/> of it at the run's last step.</summary>
/// <remarks>Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", arXiv:1608.03983, equation 5, without
/// restarts.</remarks>
[Component("cosine")]
public sealed record CosineScheduleConfig : ScheduleConfig
{
    /// <summary>The last step's rate as a fraction of the full one. From 0 to 1.</summary>
    public double FinalFraction { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Check(string path)
    {
        base.Check(path);
        Ranges.Fraction($"{path}.final_fraction", FinalFraction);
    }

    /// <inheritdoc/>
    protected override double AfterWarmup(long step, long steps)
    {
        var progress = steps <= 1 ? 0 : Math.Min(1, step / (steps - 1.0));
        return FinalFraction + ((1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
