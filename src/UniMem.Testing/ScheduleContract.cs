using NUnit.Framework;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;
using UniMem.Training;

namespace UniMem.Testing;

/// <summary>
/// What a schedule promises. Inherit it with one line, <c>public sealed class MyTests : ScheduleContract&lt;MyConfig&gt;;</c>, or with an override
/// of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The schedule's configuration record.</typeparam>
public abstract class ScheduleContract<TConfig> : ConfigContract<TConfig>
    where TConfig : ScheduleConfig
{
    /// <summary>The schedule does not throw at any step of any run.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Multiplier_AtAnyStep_DoesNotThrow() => Try("exception-thrown", run => Create().Multiplier(run.Step, run.Steps));

    /// <summary>The multiplier is a finite number of at least 0.</summary>
    [Test]
    [Rule("rate-out-of-range")]
    public void Multiplier_AtAnyStep_IsFiniteAndNotNegative() => Try("rate-out-of-range", run =>
    {
        if (Create().Multiplier(run.Step, run.Steps) is var multiplier && !(double.IsFinite(multiplier) && multiplier >= 0))
        {
            throw new Violation("rate-out-of-range",
                FormattableString.Invariant($"the learning rate is multiplied by {multiplier}; it should be a finite number of at least 0."));
        }
    });

    /// <summary>The multiplier of a step does not depend on which steps were asked about before.</summary>
    [Test]
    [Rule("state-kept")]
    public void Multiplier_AskedInAnotherOrder_IsTheSame() => Try("state-kept", run =>
    {
        var (fresh, used) = (Create().Multiplier(run.Step, run.Steps), Create());
        used.Multiplier(run.Steps - 1, run.Steps);
        used.Multiplier(0, run.Steps);
        if (used.Multiplier(run.Step, run.Steps) != fresh)
        {
            throw new Violation("state-kept",
                "the multiplier is another one once other steps were asked about. A run that goes on after a break asks from the middle.");
        }
    });

    private protected sealed override void Construct(TConfig config) => config.Check("settings");

    private void Try(string rule, Action<Run> check) => Situations.Try(rule, Subject, Run.Any, 4 * Cases, check);
}
