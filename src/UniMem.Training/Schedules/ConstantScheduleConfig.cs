using UniMem.Components;

namespace UniMem.Training.Schedules;

/// <summary>Stays at the full rate once warm-up is over.</summary>
[Component("constant")]
public sealed record ConstantScheduleConfig : ScheduleConfig
{
    /// <inheritdoc/>
    protected override double AfterWarmup(long step, long steps) => 1;
}
