using UniMem.Components;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Tests.Sweeps.Planning;

public sealed class SweepSyntaxTests
{
    private const string Methods = "method: [METHODS/vanilla.yaml, METHODS/rmt.yaml, METHODS/unimix.yaml]";

    [Test]
    public void Of_AnAxisWithACondition_VariesTheRunsThatAreMeantAndRunsOthersOnce() => Check(
        $"axes: {{{Methods}, model.memories.summary.inject.tokens: {{values: [2, 4], where: {{method: rmt}}}}}}",
        "vanilla, inject.tokens n/a", "rmt, inject.tokens 2", "rmt, inject.tokens 4", "unimix, inject.tokens n/a");

    [Test]
    public void Of_Cases_CombineWithAxesAndGiveTheirNames()
    {
        using var sample = new Sample();
        var plan = sample.Plan("""
            cases:
              full: as_is
              no-top-k: {model.memories.recent.read: {type: positions, pattern: {type: window, size: 32}}}
              no-tokens: {model.memories.summary: null}
              far: {model: {memories: {recent: {inject: {positions: {type: none}}}}}, training.segment: 32}
            axes: {method: [METHODS/unimix.yaml], seed: [1, 2]}
            baseline: full
            """);
        Assert.That(plan.Runs.Select(r => r.FullLabel), Is.EqualTo(new[]
        {
            "full, seed 1", "full, seed 2", "no-top-k, seed 1", "no-top-k, seed 2", "no-tokens, seed 1", "no-tokens, seed 2", "far, seed 1", "far, seed 2",
        }));
        Assert.That(plan.Runs[2].Run.Config.Model.Memories["recent"].Read.Type, Is.EqualTo("positions"));
        Assert.That(plan.Runs[4].Run.Config.Model.Memories.Keys, Is.EqualTo(new[] { "recent" }));
        Assert.That((plan.Runs[6].Run.Config.Training.Segment, plan.Runs[0].Run.Config.Training.Segment), Is.EqualTo((32, 16)));
        Assert.That(plan.Runs.Where(plan.Baseline!.Is).Select(r => r.FullLabel), Is.EqualTo(new[] { "full, seed 1", "full, seed 2" }));
        Assert.That(plan.Baseline.Serves(plan.Runs[0], plan.Runs[6]), Is.True);
    }

    [Test]
    public void Of_ACaseThatAMethodLacks_RunsThatMethodOnce() => Check(
        "axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml]}\ncases: {two: {model.memories.summary.inject.tokens: 2}, four: {model.memories.summary.inject.tokens: 4}}",
        "vanilla, case n/a", "rmt, two", "rmt, four");

    [Test]
    public void Of_PairedAxes_ChangeTogether()
    {
        using var sample = new Sample();
        var plan = sample.Plan("zip: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], training.optimizer.learning_rate: [0.01, 0.02]}\naxes: {seed: [1, 2]}");
        Assert.That(plan.Runs.Select(r => (r.FullLabel, ((Training.Optimizers.AdamWConfig)r.Run.Config.Training.Optimizer).LearningRate)), Is.EqualTo(new[]
        {
            ("vanilla, optimizer.learning_rate 0.01, seed 1", 0.01), ("vanilla, optimizer.learning_rate 0.01, seed 2", 0.01),
            ("rmt, optimizer.learning_rate 0.02, seed 1", 0.02), ("rmt, optimizer.learning_rate 0.02, seed 2", 0.02),
        }));
    }

    [Test]
    public void Of_RandomDraws_AreReproducibleWithinTheirRangesAndKeptWhenMoreAreDrawn()
    {
        using var sample = new Sample();
        string Random(int draws, int seed = 1, string more = "") => $$"""
            random:
              draws: {{draws}}
              seed: {{seed}}
              settings: {training.optimizer.learning_rate: {log: [1.0e-4, 1.0e-2]}, training.clip_norm: {linear: [0.5, 2]}, training.bptt_segments: {integer: [1, 3]}, training.segment: {choice: [8, 16]}{{more}}}
            """;
        var plan = sample.Plan(Random(40));
        var drawn = plan.Runs.Select(r => (
            Rate: ((Training.Optimizers.AdamWConfig)r.Run.Config.Training.Optimizer).LearningRate, r.Run.Config.Training.ClipNorm, r.Run.Config.Training.BpttSegments, r.Run.Config.Training.Segment)).ToList();
        Assert.That(drawn, Has.Count.EqualTo(40));
        Assert.That(drawn.Select(d => d.Rate), Has.All.InRange(1e-4, 1e-2));
        Assert.That(drawn.Count(d => d.Rate < 1e-3), Is.InRange(12, 28), "on a log scale half of the draws lie below the middle");
        Assert.That(drawn.Count(d => d.ClipNorm < 1.25), Is.InRange(12, 28));
        Assert.That(drawn.Select(d => d.BpttSegments).Distinct().Order(), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(drawn.Select(d => d.Segment).Distinct().Order(), Is.EqualTo(new[] { 8, 16 }));
        Assert.That(sample.Plan(Random(3, more: ", training.batch: {integer: [2, 9]}")).Runs.Select(r => r.Values["training.clip_norm"]), Is.EqualTo(plan.Runs.Take(3).Select(r => r.Values["training.clip_norm"])));
        Assert.That(sample.Plan(Random(3)).Runs.Select(r => r.Id), Is.EqualTo(plan.Runs.Take(3).Select(r => r.Id)));
        Assert.That(sample.Plan(Random(3, seed: 2)).Runs[0].Id, Is.Not.EqualTo(plan.Runs[0].Id));
    }

    [Test]
    public void Of_Excluded_LeavesTheseRunsOut() => Check(
        $"axes: {{{Methods}, training.segment: [8, 16]}}\nexclude: [{{method: [vanilla, rmt], training.segment: 8}}]",
        "vanilla, training.segment 16", "rmt, training.segment 16", "unimix, training.segment 8", "unimix, training.segment 16");

    [Test]
    public void Of_AnItemOfAList_IsAnAxis()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/unimix.yaml], model.memories.recent.read.readers.1.k: [2, 8]}");
        Assert.That(plan.Runs.Select(r => r.Label), Is.EqualTo(new[] { "unimix, readers.1.k 2", "unimix, readers.1.k 8" }));
        Assert.That(plan.Runs[1].Run.Yaml, Does.Contain("k: 8"));
    }

    [Test]
    public void Of_TheSameRunInTwoForms_HasOneIdAndIsMergedAndTold()
    {
        using var sample = new Sample();
        var (axes, zip, cases) = (sample.Plan("axes: {training.segment: [8, 16], seed: [1]}"), sample.Plan("zip: {training.segment: [8, 16], seed: [1, 1]}"),
            sample.Plan("cases: {short: {training.segment: 8}, long: {training.segment: 16}, as-written: as_is}"));
        Assert.That(zip.Runs.Select(r => r.Id), Is.EqualTo(axes.Runs.Select(r => r.Id)));
        Assert.That(cases.Runs.Select(r => r.Id), Is.EqualTo(axes.Runs.Select(r => r.Id)));
        Assert.That(cases.Merged, Is.EqualTo(new[] { ("as-written", "long") }));
    }

    [Test]
    public void Of_ABaselineBySettings_IsWhatRunsOfOtherSettingsAreComparedWith()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {training.bptt_segments: [1, 2], training.segment: [8, 16], seed: [1, 2]}\nbaseline: {training.bptt_segments: 1}");
        var run = plan.Runs.Single(r => r.FullLabel == "vanilla, training.bptt_segments 2, training.segment 8, seed 1");
        Assert.That(plan.Runs.Where(other => plan.Baseline!.Serves(other, run)).Select(r => r.Label).Distinct(), Is.EqualTo(new[] { "vanilla, training.bptt_segments 1, training.segment 8" }));
    }

    [Test]
    public void Of_AxesOfTheSameEnding_AreNamedByAsMuchAsTellsThemApart() => Check(
        "axes: {method: [METHODS/unimix.yaml], model.memories.recent.manage.capacity: [32, 64], model.memories.summary.manage.capacity: [4]}",
        "unimix, recent.manage.capacity 32", "unimix, recent.manage.capacity 64");

    [Test]
    public void Load_OverridesOfAxesAndOfWhatMethodsBring_HoldForAllRunsThatHaveThem()
    {
        using var sample = new Sample();
        var file = sample.Write($"axes: {{method: [{Repository.At("configs/methods/vanilla.yaml")}, {Repository.At("configs/methods/rmt.yaml")}], seed: [1, 2]}}");
        var plan = SweepPlan.Of(SweepFile.Load(file, "seed=3", "model.memories.summary.inject.tokens=2", "training.batch=4"));
        Assert.That(plan.Runs.Select(r => r.FullLabel), Is.EqualTo(new[] { "vanilla, seed 3", "rmt, seed 3" }));
        Assert.That(plan.Runs[1].Run.Yaml, Does.Contain("tokens: 2"));
        Assert.That(plan.Runs.Select(r => r.Run.Config.Training.Batch), Is.All.EqualTo(4));
    }

    [TestCase("axes: {method: [METHODS/rmt.yaml], seed: [1]}\nmodel: {memories: {summary: {manage: {capacity: 8}}}}", "sample.yaml:3:9", "model.memories", "every method of this sweep brings its own")]
    [TestCase("axes: {training.segment: [8, 16, 8]}", "sample.yaml:2", "axes.training.segment", "'8' stands in this axis twice")]
    [TestCase("axes: {training.segment: []}", "sample.yaml:2", "axes.training.segment", "the axis is empty")]
    [TestCase("axes: {training.segmnt: {values: [1], where: {seed: 1}}, seed: [1, 2]}", "sample.yaml:2", "axes.training.segmnt.where.seed", "write that axis above")]
    [TestCase("zip: {training.segment: [8, 16], training.batch: [4]}", "sample.yaml:2:34", "zip.training.batch", "has 1 value and training.segment has 2")]
    [TestCase("zip: {training.segment: [8, 16]}", "sample.yaml:2", "zip", "an axis of its own under axes")]
    [TestCase("cases: {a: {training.segment: 8}, b: {}}", "sample.yaml:2", "cases.b", "sets nothing; write settings with values, or as_is")]
    [TestCase("cases: {a: {training.segmnt: 8}}", "sample.yaml:2:13", "cases.a.training.segmnt", "did you mean 'training.segment'?")]
    [TestCase("cases: {a: {training.segment: 8}}\naxes: {training.segment: [8, 16]}", "sample.yaml:2", "training.segment", "which would overrule the case")]
    [TestCase("axes: {training.segment: [8, 16]}\nzip: {training.segment: [8, 16], seed: [1, 2]}", "sample.yaml:3", "training.segment", "varied twice; the first is at")]
    [TestCase("axes: {seed: [1, 2]}\nexclude: [{seed: 3}]", "sample.yaml:3", "exclude", "leaves out nothing")]
    [TestCase("axes: {seed: [1, 2]}\nexclude: [{sed: 1}]", "sample.yaml:3", "exclude[0].sed", "did you mean 'seed'?")]
    [TestCase("axes: {seed: [1, 2]}\nexclude: [{seed: [1, 2]}]", "sample.yaml:3", "exclude", "leaves out every run")]
    [TestCase("random: {draws: 2, settings: {training.clip_norm: {linear: [2, 1]}}}", "sample.yaml:2", "random.settings.training.clip_norm.linear", "reversed; write [1, 2]")]
    [TestCase("random: {draws: 2, settings: {training.clip_norm: {linear: [1, 1]}}}", "sample.yaml:2", "random.settings.training.clip_norm.linear", "nothing to draw")]
    [TestCase("random: {draws: 2, settings: {training.clip_norm: {log: [0, 1]}}}", "sample.yaml:2", "random.settings.training.clip_norm.log", "above 0")]
    [TestCase("random: {draws: 2, settings: {training.clip_norm: {lin: [0, 1]}}}", "sample.yaml:2", "random.settings.training.clip_norm.lin", "Known: log, linear")]
    [TestCase("random: {draws: 2, settings: {training.batch: {integer: [1, 2.5]}}}", "sample.yaml:2", "integer", "expected a whole number; got '2.5'")]
    [TestCase("random: {draws: 0, settings: {training.batch: {integer: [1, 2]}}}", "sample.yaml:2", "random.draws", "expected 1 to 100000")]
    [TestCase("random: {drws: 2, settings: {training.batch: {integer: [1, 2]}}}", "sample.yaml:2", "random.drws", "did you mean 'draws'?")]
    [TestCase("axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], training.batch: {values: [1, 2], where: {method: unimix}}}", "sample.yaml:2", "where", "no run of this sweep is so (method: unimix)")]
    [TestCase("axes: {method: [METHODS/rmt.yaml], training.batch: {values: [1, 2], where: {method: rmt}}}", "sample.yaml:2", "where", "leave it out")]
    [TestCase("axes: {method: [METHODS/rmt.yaml]}\ncases: {a: {training.batch: 3, model.memories.recent.manage.capacity: 3}}", "sample.yaml:3", "cases.a.model.memories.recent.manage.capacity", "say with 'where'")]
    [TestCase("axes: {training.segment: [8, 16]}\nlabels: {'8': same, '16': same}", "labels", "training.segment", "two runs would be called 'vanilla, training.segment same'")]
    [TestCase("axes: {seed: [1, 2]}\nlabels: {vanila: Vanilla}", "sample.yaml:3:10", "labels.vanila", "did you mean 'vanilla'?")]
    [TestCase("axes: {seed: [1, 2]}\nbaseline: {training.batch: 32}", "sample.yaml:3", "baseline", "nothing to compare")]
    public void Load_AMistake_IsNamedWithPlaceKeyAndRemedy(string sweep, string place, string key, string remedy)
    {
        using var sample = new Sample();
        Assert.That(() => sample.Plan(sweep), Throws.TypeOf<ConfigurationException>()
            .With.Message.Contains(place).And.Message.Contains(key).And.Message.Contains(remedy));
    }

    private static void Check(string sweep, params string[] labels)
    {
        using var sample = new Sample();
        Assert.That(sample.Plan(sweep).Runs.Select(r => r.FullLabel), Is.EqualTo(labels));
    }
}
