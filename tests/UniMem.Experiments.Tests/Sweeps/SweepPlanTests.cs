using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Tests.Sweeps;

public sealed class SweepPlanTests
{
    [Test]
    public void Of_SeveralAxes_HasARunForEveryCombination()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {seed: [1, 2], training.steps: [10, 20], method: [METHODS/vanilla.yaml, METHODS/rmt.yaml]}\ntraining: {schedule: {warmup_steps: 5}}");
        Assert.That(plan.Runs.Select(r => r.FullLabel), Is.EqualTo(new[]
        {
            "vanilla, training.steps 10, seed 1", "vanilla, training.steps 10, seed 2", "vanilla, training.steps 20, seed 1", "vanilla, training.steps 20, seed 2",
            "rmt, training.steps 10, seed 1", "rmt, training.steps 10, seed 2", "rmt, training.steps 20, seed 1", "rmt, training.steps 20, seed 2",
        }));
        Assert.That(plan.Runs.Select(r => r.Id).Distinct().Count(), Is.EqualTo(8));
        Assert.That(plan.Runs[7].Run.Config.Training.Steps, Is.EqualTo(20));
        Assert.That(plan.Runs[7].Run.Config.Seed, Is.EqualTo(2));
        Assert.That(plan.Runs[7].Run.Config.Model.Memories, Is.Not.Empty);
    }

    [Test]
    public void Of_AnAxisThatAMethodLacks_RunsThatMethodOnceAndSaysSo()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml], model.memories.recent.manage.capacity: [32, {segments: 4}]}");
        Assert.That(plan.Runs.Select(r => r.Label), Is.EqualTo(new[]
        {
            "vanilla, manage.capacity n/a", "transformer-xl, manage.capacity 32", "transformer-xl, manage.capacity {segments: 4}",
        }));
    }

    [Test]
    public void Of_TheQuickstart_HasSixMethodsThatDifferInNothingElse()
    {
        var plan = SweepPlan.Of(SweepFile.Load(Repository.At("experiments/quickstart/sweep.yaml")));
        Assert.That(plan.Name, Is.EqualTo("quickstart"));
        Assert.That(plan.Runs.Select(r => r.Label), Is.EqualTo(new[] { "Vanilla", "Transformer-XL", "Memorizing Transformer", "RMT", "Longformer", "UniMix" }));
        var shared = plan.Runs.Select(r => (r.Run.Config with
        {
            Name = "",
            Method = "",
            Model = r.Run.Config.Model with { Memories = plan.Runs[0].Run.Config.Model.Memories, Local = plan.Runs[0].Run.Config.Model.Local, Positions = plan.Runs[0].Run.Config.Model.Positions },
        }).ToString());
        Assert.That(shared.Distinct().Count(), Is.EqualTo(1));
    }

    [TestCase("axes: {training.stepz: [1]}", "axes.training.stepz", "did you mean 'training.steps'?")]
    [TestCase("axes: {method: [unimax]}", "no configs/methods was found", "sample.yaml:2")]
    [TestCase("axes: {method: [METHODS/none.yaml]}", "there is no file", "none.yaml")]
    [TestCase("axes: {seed: 3}", "axes.seed", "expected a list of values")]
    [TestCase("axes: {seed: []}", "axes.seed", "expected a list of values")]
    [TestCase("seed: 3", "axes", "missing")]
    [TestCase("axes: {seed: [1]}\nbaseline: vanila", "baseline", "did you mean 'vanilla'?")]
    [TestCase("axes: {seed: [1]}\njob: 3", "job", "unknown key")]
    [TestCase("axes: {seed: [1]}\njobs: 0", "jobs", "1")]
    [TestCase("axes: {training.steps: [many]}", "training.steps", "whole number")]
    public void Load_AMistake_IsNamedWithItsPlace(string sweep, string place, string remedy)
    {
        using var sample = new Sample();
        Assert.That(() => sample.Plan(sweep), Throws.TypeOf<ConfigurationException>().With.Message.Contains(place).And.Message.Contains(remedy));
    }
}
