using System.Diagnostics;
using UniMem.Components;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Pruning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Tests.Sweeps;

public sealed class PruningTests
{
    private const string Halving = "baseline: {seed: 4}\naxes: {seed: [1, 2, 3, 4]}\nevaluation: {every_steps: 50}\npruning: {rule: successive_halving, at: [50, 100]}";

    [TestCase(PruningRule.Median, "3 1 2 5 4", "3 4")]
    [TestCase(PruningRule.Median, "1 1 1 1", "")]
    [TestCase(PruningRule.Median, "4 1 2 3", "0 3")]
    [TestCase(PruningRule.SuccessiveHalving, "3 1 2 5 4", "3 4")]
    [TestCase(PruningRule.SuccessiveHalving, "1 1 1 1", "2 3", TestName = "Of_EqualRuns_KeepsTheFirstOfTheSweep")]
    [TestCase(PruningRule.NoImprovement, "3 1", "")]
    public void Of_OneValueEach_StopsWhatTheRuleSays(PruningRule rule, string values, string stopped)
    {
        PruningCandidate[] runs = [.. values.Split(' ').Select((value, i) => new PruningCandidate($"{i}", IsBaseline: false, [double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)]))];
        Assert.That(string.Join(' ', PruningDecision.Of(new() { Rule = rule }, 50, runs).Keys.Order()), Is.EqualTo(stopped));
    }

    [Test]
    public void Of_AShareAndABaseline_KeepsTheShareRoundedUpAndTheBaseline()
    {
        PruningCandidate[] runs = [.. Enumerable.Range(0, 7).Select(i => new PruningCandidate($"{i}", IsBaseline: i == 6, [i]))];
        var stopped = PruningDecision.Of(new() { Rule = PruningRule.SuccessiveHalving, Keep = 0.3 }, 50, runs);
        Assert.That(stopped.Keys, Is.EqualTo(new[] { "3", "4", "5" }));
        Assert.That(stopped["3"], Is.EqualTo("stopped by successive halving after step 50: 3.0000 bits per byte, place 4 of 7, of which 3 go on"));
    }

    [TestCase(1, "2 1 1", true)]
    [TestCase(1, "2 1 0.9", false)]
    [TestCase(2, "2 3 1.9", false)]
    [TestCase(2, "2 3 2", true)]
    [TestCase(3, "2 3 2", false)]
    public void Of_NoImprovement_WaitsAsLongAsItIsTold(int patience, string values, bool stops)
    {
        PruningCandidate run = new("0", IsBaseline: false, [.. values.Split(' ').Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))]);
        Assert.That(PruningDecision.Of(new() { Rule = PruningRule.NoImprovement, Patience = patience }, 50, [run]), Has.Count.EqualTo(stops ? 1 : 0));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void Run_WithSuccessiveHalving_TakesEachRunAsFarAsItIsWorth()
    {
        using var sample = new Sample();
        var plan = sample.Plan(Halving);
        var orders = new List<(string Seed, long? Until)>();
        Assert.That(Runner().Run(2, CancellationToken.None), Is.Empty);
        Assert.That(orders, Is.EqualTo(new (string, long?)[]
        {
            ("1", 50), ("2", 50), ("3", 50), ("4", 50), ("1", 100), ("2", 100), ("4", 100), ("1", null), ("2", null), ("4", null),
        }), "of three left two are kept, and the baseline, which is the worst");
        Assert.That(plan.Runs.Select(run => RunPhases.Of(sample.Results.Run(run.Id))), Is.EqualTo(new[] { RunPhase.Done, RunPhase.Done, RunPhase.Pruned, RunPhase.Done }));
        Assert.That(sample.Results.Run(plan.Runs[2].Id).Pruned, Does.Contain("after step 50").And.Contain("place 3 of 4, of which 2 go on"));

        orders.Clear();
        Assert.That(Runner().Run(2, CancellationToken.None), Is.Empty);
        Assert.That(orders, Is.Empty, "what was stopped stays so");

        SweepRunner Runner() => new(plan, sample.Results, new Silence(), Step, []);

        ProcessStartInfo Step(RunOrder order)
        {
            var run = plan.Runs.Single(run => sample.Results.Run(run.Id).Path == order.Folder.Path);
            var seed = run.Values["seed"]!;
            orders.Add((seed, order.Until));
            if (order.Until is { } step)
            {
                new EvaluationFiles(order.Folder.EvaluationFolder).Write(run.Run.Config.Evaluation.Split, step,
                    [new DocumentScore { Step = step, Split = "validation", Document = "a", BinStart = 0, BinEnd = null, Nats = double.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), Targets = 1, Bytes = 1 }]);
            }

            return new("sh", ["-c", order.Until is null ? $"touch '{order.Folder.Path}/DONE'" : "true"]);
        }
    }

    [TestCase("rule: median", "pruning.at", "missing")]
    [TestCase("at: [50]", "pruning.rule", "missing")]
    [TestCase("rule: median, at: [60]", "pruning.at", "not evaluated after step 60 (evaluation.every_steps is 50)")]
    [TestCase("rule: median, at: [100, 50]", "pruning.at", "ascend")]
    [TestCase("rule: median, at: [1200]", "pruning.at", "has only 1200 steps")]
    [TestCase("rule: median, at: [50], keep: 0.3", "pruning.keep", "successive_halving only")]
    [TestCase("rule: successive_halving, at: [50], keep: 1", "pruning.keep", "less than 1")]
    [TestCase("rule: no_improvement, at: [50]", "pruning.at", "too few")]
    [TestCase("rule: median, at: [50]}\nevaluation: {every_steps: 50, split: test", "pruning.rule", "spoils it")]
    public void Load_ARuleThatCannotBeApplied_IsToldWithItsPlace(string pruning, string key, string remedy)
    {
        using var sample = new Sample();
        var evaluation = pruning.Contains("split", StringComparison.Ordinal) ? "" : "evaluation: {every_steps: 50}\n";
        Assert.That(
            () => sample.Plan($"axes: {{seed: [1, 2]}}\n{evaluation}pruning: {{{pruning}}}"),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(key).And.Message.Contains(remedy).And.Message.Contains("sample.yaml:"));
    }

    private sealed class Silence : ISweepDisplay
    {
        public void Show(SweepState sweep)
        {
        }

        public void Say(string line)
        {
        }
    }
}
