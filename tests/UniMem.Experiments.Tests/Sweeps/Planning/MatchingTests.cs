using UniMem.Components;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Planning.Costs;
using UniMem.Experiments.Sweeps.Planning.Matching;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Tests.Sweeps.Planning;

public sealed class MatchingTests
{
    private const string Two = "axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], seed: [1, 2]}\nbaseline: vanilla\n";

    [TestCase(10, 1, 100, 10)]
    [TestCase(1000, 1, 100, 10)]
    [TestCase(3, 4, 100, 8)]
    [TestCase(3, 4, 110, 12)]
    [TestCase(50, 4, 1, 4)]
    public void NearestValue_OfASquare_IsTheMultipleThatComesNearest(long start, long unit, double target, long expected) =>
        Assert.That(NearestValue.Of(value => value * value, start, unit, target), Is.EqualTo((expected, (double)(expected * expected))));

    [Test]
    public void Of_ComputeBySteps_GivesEveryRunTheBaselinesOperations()
    {
        using var sample = new Sample();
        var plan = sample.Plan(Two + "match: compute");
        var costs = new RunCosts();
        double Operations(PlannedRun run) => 3 * costs.Of(run.Run).FlopsPerToken * run.Run.Config.Training.Steps * 32 * 16 * 4;
        Assert.That(plan.Runs.Select(run => Operations(run) / Operations(plan.Runs[0])), Is.All.EqualTo(1).Within(0.001));
        Assert.That(plan.Runs[2].Run.Config.Training.Steps, Is.LessThan(plan.Runs[0].Run.Config.Training.Steps));
        Assert.That(plan.Runs[2].Match!.Reached, Is.EqualTo(Operations(plan.Runs[2])).Within(1e-6).Percent);
        Assert.That(plan.Runs[2].Match!.Change, Is.EqualTo("training.steps 1200 -> 817"));
        Assert.That((plan.Runs[0].Match!.Miss, plan.Runs[0].Match!.Change), Is.EqualTo((0.0, "")));
    }

    [Test]
    public void Of_ParametersByWidth_ComesAsNearAsHeadsAllowAndSaysHowFarOff()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {model.layers: [2, 4]}\nbaseline: {model.layers: 2}\nmatch: {quantity: parameters, tolerance: 0.1}");
        var (shallow, deep) = (plan.Runs[0], plan.Runs[1]);
        Assert.That(deep.Run.Config.Model.Width % 8, Is.Zero);
        var costs = new RunCosts();
        Assert.That(deep.Match!.Miss, Is.EqualTo(((double)costs.Of(deep.Run).Parameters / costs.Of(shallow.Run).Parameters) - 1).Within(1e-12));
        Assert.That(Math.Abs(deep.Match.Miss), Is.LessThan(0.1));
        Assert.That((double)deep.Run.Config.Model.FeedForward / deep.Run.Config.Model.Width, Is.EqualTo(256.0 / 96).Within(0.01));
    }

    [Test]
    public void Of_BeyondTheTolerance_IsRefusedOrTold()
    {
        using var sample = new Sample();
        const string Sweep = "axes: {model.layers: [2, 4]}\nbaseline: {model.layers: 2}\nmatch: {quantity: parameters, tolerance: 0.003";
        Assert.That(() => sample.Plan(Sweep + "}"), Throws.TypeOf<ConfigurationException>()
            .With.Message.Contains("sample.yaml:4:8: match: vanilla, model.layers 4 comes no nearer than").And.Message.Contains("by: feed_forward").And.Message.Contains("beyond: warning"));
        Assert.That(Math.Abs(sample.Plan(Sweep + ", beyond: warning}").Runs[1].Match!.Miss), Is.GreaterThan(0.003));
        Assert.That(Math.Abs(sample.Plan(Sweep + ", by: feed_forward}").Runs[1].Match!.Miss), Is.LessThan(0.003));
    }

    [Test]
    public void Of_WallTime_KeepsTheStepsThatItFirstFound()
    {
        using var sample = new Sample();
        var file = SweepFile.Load(sample.Write((Two + "match: wall_time").Replace("METHODS", Repository.At("configs/methods"), StringComparison.Ordinal)));
        var work = new PlanningWork(sample.Results.Path, Jobs: 1, _ => { }, CancellationToken.None);
        var unmatched = sample.Plan(Two).Runs;
        var store = new CalibrationFile(work.CalibrationFile);
        void Calibrate(PlannedRun run, double step) => store.Add(
            CalibrationKey.Of(run.Run, MachineShare.Of(1, 4, 0)), new() { Start = 1, Step = step, Checkpoint = 0, LastEvaluation = 0, EvaluationOnTheWay = 0 });
        Calibrate(unmatched[0], 0.1);
        Calibrate(unmatched[2], 0.4);
        sample.Write((Two + "match: wall_time").Replace("METHODS", Repository.At("configs/methods"), StringComparison.Ordinal));
        Assert.That(SweepPlan.Of(file, work).Runs[2].Run.Config.Training.Steps, Is.EqualTo(300));
        Calibrate(unmatched[2], 0.2);
        Assert.That(SweepPlan.Of(file, work).Runs[2].Run.Config.Training.Steps, Is.EqualTo(300));
        Assert.That(() => SweepPlan.Of(file), Throws.TypeOf<ConfigurationException>().With.Message.Contains("wall_time needs the sweep's folder"));
    }

    [Test]
    public void Results_OfRunsMatchedBySteps_AreComparedWhereEachEnds()
    {
        using var sample = new Sample();
        var plan = sample.Plan(Two + "match: compute");
        foreach (var run in plan.Runs)
        {
            var isBaseline = plan.Baseline!.Is(run);
            sample.Finish(run, _ => isBaseline ? 2 : 3, step: 200);
            sample.Finish(run, _ => isBaseline ? 2 : 1.5, step: run.Run.Config.Training.Steps);
        }

        var cells = SweepResults.Read(plan, sample.Results).Cells;
        var comparison = CellComparison.Of(cells[1], cells[0]);
        Assert.That(comparison.Hindrance, Is.Empty);
        Assert.That(comparison.Step, Is.EqualTo(817));
        Assert.That(comparison.Shown!.Difference.Value, Is.EqualTo(-0.5).Within(1e-9));
    }

    [TestCase("axes: {seed: [1, 2]}\nmatch: tokens", "sample.yaml:3", "there is no baseline to match")]
    [TestCase("axes: {training.steps: [200, 400]}\nbaseline: {training.steps: 200}\nmatch: tokens", "sample.yaml:2", "is varied, and match changes it")]
    [TestCase("axes: {training.batch: [2, 4]}\nbaseline: {training.batch: 2}\nmatch: {quantity: tokens, by: width}", "sample.yaml:4", "write steps")]
    [TestCase("axes: {training.batch: [2, 4]}\nbaseline: {training.batch: 2}\nmatch: token", "sample.yaml:4:8", "did you mean 'tokens'?")]
    public void Load_AnImpossibleMatch_IsNamedWithItsPlaceAndRemedy(string sweep, string place, string remedy)
    {
        using var sample = new Sample();
        Assert.That(() => sample.Plan(sweep), Throws.TypeOf<ConfigurationException>().With.Message.Contains(place).And.Message.Contains(remedy));
    }
}
