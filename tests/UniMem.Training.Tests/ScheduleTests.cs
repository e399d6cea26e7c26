using UniMem.Training.Schedules;

namespace UniMem.Training.Tests;

public sealed class ScheduleTests
{
    [Test]
    public void Multiplier_DuringWarmup_RisesInAStraightLineToOne()
    {
        var schedule = new CosineScheduleConfig { WarmupSteps = 4, FinalFraction = 0.1 };
        var multipliers = Enumerable.Range(0, 5).Select(step => schedule.Multiplier(step, 100));
        Assert.That(multipliers, Is.EqualTo(new[] { 0.25, 0.5, 0.75, 1, 1 }).Within(1e-12));
    }

    [Test]
    public void Cosine_FromWarmupToTheLastStep_FallsFromOneToTheFinalFraction()
    {
        var schedule = new CosineScheduleConfig { WarmupSteps = 10, FinalFraction = 0.2 };
        Assert.Multiple(() =>
        {
            Assert.That(schedule.Multiplier(10, 111), Is.EqualTo(1).Within(1e-12));
            Assert.That(schedule.Multiplier(60, 111), Is.EqualTo(0.6).Within(1e-12), "half-way");
            Assert.That(schedule.Multiplier(110, 111), Is.EqualTo(0.2).Within(1e-12));
        });
    }

    [Test]
    public void Cosine_WithOneStepAfterWarmup_IsFinite() =>
        Assert.That(new CosineScheduleConfig { WarmupSteps = 1 }.Multiplier(1, 2), Is.EqualTo(1));

    [Test]
    public void Constant_AfterWarmup_StaysAtOne() =>
        Assert.That(new ConstantScheduleConfig { WarmupSteps = 2 }.Multiplier(1000, 10), Is.EqualTo(1));
}
