using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace LibTorch.Tests.Optim;

/// <summary>Rates of each schedule against Python's, by the oracle's file.</summary>
[NoLeakedTensors]
public sealed class ScheduleTests
{
    private static readonly Dictionary<string, Func<Optimizer, lr_scheduler.LRScheduler>> _schedules = new()
    {
        ["lambda"] = o => lr_scheduler.LambdaLR(o, step => 1.0 / (1 + step)),
        ["cosine"] = o => lr_scheduler.CosineAnnealingLR(o, 6, eta_min: 0.01),
        ["constant"] = o => lr_scheduler.ConstantLR(o, factor: 0.25, total_iters: 4),
        ["linear"] = o => lr_scheduler.LinearLR(o, start_factor: 0.1, end_factor: 0.8, total_iters: 5),
        ["sequential"] = o => lr_scheduler.SequentialLR(
            o,
            [lr_scheduler.LinearLR(o, 0.1, 1.0, 3), lr_scheduler.CosineAnnealingLR(o, 5), lr_scheduler.ConstantLR(o, 0.5, 2)],
            [3, 8]),
    };

    [TestCaseSource(nameof(Names))]
    public void Rates_AreThoseOfPython(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Make();
        var schedule = _schedules[name](optimizer);
        var rates = new List<double>();
        for (var step = 0; step < 14; step++)
        {
            rates.AddRange(optimizer.ParamGroups.Select(group => group.LearningRate));
            Assert.That(schedule.get_last_lr(), Is.EqualTo(optimizer.ParamGroups.Select(group => group.LearningRate)));
            schedule.step();
        }

        Close.To(tensor(rates.ToArray(), [14, 2]), Oracle.Read($"schedule/{name}"), 1e-12, name);
    }

    [TestCase("lambda"), TestCase("cosine"), TestCase("constant"), TestCase("linear")]
    public void Step_ToAGivenEpoch_GivesTheRateOfThatEpoch(string name)
    {
        using var scope = NewDisposeScope();
        using var walking = Make();
        using var jumping = Make();
        var steps = _schedules[name](walking);
        for (var i = 0; i < 5; i++)
        {
            steps.step();
        }

        _schedules[name](jumping).step(5);
        Assert.That(
            jumping.ParamGroups.Select(group => group.LearningRate),
            Is.EqualTo(walking.ParamGroups.Select(group => group.LearningRate)).Within(1e-12));
    }

    [Test]
    public void Sequential_WrongMilestones_OrAnotherOptimizersSchedule_IsAnError()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Make();
        using var other = Make();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => lr_scheduler.SequentialLR(optimizer, [lr_scheduler.ConstantLR(optimizer)], [3]),
                Throws.ArgumentException.With.Message.Contains("0 milestones, not 1"));
            Assert.That(
                () => lr_scheduler.SequentialLR(optimizer, [lr_scheduler.ConstantLR(other)], []),
                Throws.ArgumentException.With.Message.Contains("bound to its optimizer"));
        });
    }

    private static IEnumerable<string> Names() => _schedules.Keys;

    private static SGD Make() => optim.SGD(
        new[] { 1.0, 0.1 }.Select(rate => new SGD.ParamGroup([nn.Parameter(zeros(1))], rate)), 1.0);
}
