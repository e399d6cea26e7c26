using UniMem.Components;

namespace UniMem.Training.Schedules;

/// <summary>Falls in a straight line from the full rate to <see cref="FinalFraction"/> of it, which it would reach one step after the last.</summary>
/// <remarks>Source: the schedule of BERT (Devlin et al. 2019, arXiv:1810.04805, appendix A.2) and of the released UniMem code.</remarks>
[Component("linear")]
public sealed record LinearScheduleConfig : ScheduleConfig
{
    /// <summary>The rate after the last step as a fraction of the full one. From 0 to 1.</summary>
    public double FinalFraction { get; init; }

    /// <inheritdoc/>
    public override void Check(string path)
    {
        base.Check(path);
        Ranges.Fraction($"{path}.final_fraction", FinalFraction);
    }

    /// <inheritdoc/>
    protected override double AfterWarmup(long step, long steps)
    {
        var progress = steps < 1 ? 0 : Math.Min(1, (double)step / steps);
        return FinalFraction + ((1 - FinalFraction) * (1 - progress));
    }
}
