namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>One of the things that a sweep combines with all the others: an axis, paired axes, the draws, or the cases.</summary>
/// <param name="Choices">What a run can have of it.</param>
/// <param name="Axes">The axes that it stands for in tables.</param>
public sealed record SweepDimension(IReadOnlyList<SweepChoice> Choices, IReadOnlyList<SweepAxis> Axes)
{
    /// <summary>The order in which dimensions are worked in: methods first, because the other settings belong to them; seeds last.</summary>
    public int Order => Axes.Min(axis => axis.Path switch
    {
        SweepAxis.Method => 0,
        SweepAxis.Case => 1,
        SweepAxis.Seed => 3,
        _ => 2,
    });
}
