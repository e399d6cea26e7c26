using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Training;

namespace UniMem.Experiments.Tests.Sweeps.Planning;

/// <summary>Every sweep of <c>experiments</c> can be planned, and every kind of run of it trains.</summary>
public sealed class ExperimentFilesTests
{
    private static IEnumerable<TestCaseData> Files => Directory
        .EnumerateFiles(Repository.At("experiments"), "sweep.yaml", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileName(Path.GetDirectoryName(file)!)));

    [TestCaseSource(nameof(Files))]
    public void Plan_OfAnExperiment_ComparesCellsOfSeveralSeedsOverAQuestion(string file)
    {
        var plan = SweepPlan.Of(SweepFile.Load(file));
        var cells = plan.Runs.GroupBy(run => run.Label).ToList();
        Assert.That(cells, Has.Count.GreaterThan(2));
        Assert.That(cells.Select(cell => cell.Count()).Distinct().Count(), Is.EqualTo(1), "every cell has the same seeds");
        Assert.That(plan.Merged, Is.Empty);
        Assert.That(plan.Runs.Count(run => plan.Baseline?.Is(run) == true), plan.Baseline is null ? Is.Zero : Is.Positive);
        Assert.That(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "README.md")), Does.Contain($"./unimem sweep experiments/{plan.Name}/sweep.yaml"));
    }

    [Category("Slow")]
    [TestCaseSource(nameof(Files))]
    public void Run_OfEveryCell_TakesTwoSteps(string file)
    {
        var corpora = new Dictionary<DataConfig, EncodedCorpus>();
        foreach (var run in SweepPlan.Of(SweepFile.Load(file)).Runs.DistinctBy(run => run.Label))
        {
            using var session = run.Run.Located(config => TrainingSession.Create(Small(config, corpora)));
            Assert.That(session.Step().Loss, Is.Positive.And.LessThan(20), run.Label);
            Assert.That(session.Step().Loss, Is.Positive.And.LessThan(20), run.Label);
        }
    }

    private static TrainingSetup Small(RunConfig config, Dictionary<DataConfig, EncodedCorpus> corpora) => new()
    {
        Model = config.Model,
        Training = config.Training with { Batch = 2 },
        Evaluation = config.Evaluation,
        Corpus = corpora.TryGetValue(config.Data, out var read) ? read : corpora[config.Data] = EncodedCorpus.Read(config.Data),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read("cpu", config.Dtype, config.Kernels),
    };
}
