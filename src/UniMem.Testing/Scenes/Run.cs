using FsCheck;
using FsCheck.Fluent;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>A run of so many steps, and one of them.</summary>
/// <param name="Steps">Steps of the run. At least 1.</param>
/// <param name="Step">One of them, from 0.</param>
internal sealed record Run(long Steps, long Step) : Situation
{
    /// <inheritdoc/>
    public override int RowCount => 1;

    /// <inheritdoc/>
    public override string InWords => $"step {Step} of a run of {Steps} steps";

    /// <summary>Short runs and long ones.</summary>
    public static Arbitrary<Run> Any { get; } = Arb.From(
        from steps in Gen.Frequency((2, Gen.Choose(1, 20)), (1, Gen.Choose(21, 1_000_000_000)))
        from share in Gen.Choose(0, 1000)
        select new Run(steps, Math.Min(steps - 1, (long)steps * share / 1000)),
        run => run.Smaller());

    private IEnumerable<Run> Smaller()
    {
        if (Steps > 1)
        {
            yield return new(Steps / 2, Math.Min(Step, (Steps / 2) - 1));
            yield return new(Steps - 1, Math.Min(Step, Steps - 2));
        }

        if (Step > 0)
        {
            yield return this with { Step = Step / 2 };
            yield return this with { Step = Step - 1 };
        }
    }
}
