using TorchSharp;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training.Checkpoints;
using UniMem.Training.Optimizers;

namespace UniMem.Training.Tests;

public sealed class ResumeTests
{
    private string _folder = "";

    private static IEnumerable<string> Every => Methods.WithAuxiliary;

    [SetUp]
    public void SetUp() => _folder = Tiny.Folder();

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Every))]
    public void Resume_AtAnyStep_EqualsTheUnbrokenRunBitByBit(string method)
    {
        var setup = Tiny.Setup(method);
        var (unbroken, last) = Run(setup, stopAt: null);
        Assert.That(unbroken.Any(step => step.Auxiliary.Count > 0), Is.EqualTo(method == "attended"));
        for (var stop = 1; stop < setup.Training.Steps; stop += 2)
        {
            var (metrics, file) = Run(setup, stop);
            Assert.That(metrics.Select(Told), Is.EqualTo(unbroken.Select(Told)), $"metrics, stopped at {stop}");
            Assert.That(file, Is.EqualTo(last), $"weights, moments, memory, generators and place in the corpus, stopped at {stop}");
        }
    }

    [Test]
    public void Resume_InBfloat16_EqualsTheUnbrokenRunBitByBit()
    {
        var setup = Tiny.Setup("unimix") with { Numerics = ComputeSettings.Read("cpu", "bfloat16", "auto") };
        var (unbroken, last) = Run(setup, stopAt: null);
        var (metrics, file) = Run(setup, stopAt: 5);
        Assert.That(metrics, Is.EqualTo(unbroken));
        Assert.That(file, Is.EqualTo(last));
    }

    [TestCase(SlotType.Int8)]
    [TestCase(SlotType.Bfloat16)]
    public void Resume_WithSlotsInFewerBytes_EqualsTheUnbrokenRunAndTheFileHoldsThemSo(SlotType type)
    {
        var setup = Tiny.Setup("unimix");
        MemoryConfig Narrow(MemoryConfig memory) => memory with { Dtype = type };
        setup = setup with { Model = setup.Model with { Memories = setup.Model.Memories.ToDictionary(pair => pair.Key, pair => Narrow(pair.Value)) } };
        var (unbroken, last) = Run(setup, stopAt: null);
        var (metrics, file) = Run(setup, stopAt: 5);
        Assert.That(metrics.Select(Told), Is.EqualTo(unbroken.Select(Told)));
        Assert.That(file, Is.EqualTo(last));
        Assert.That(System.Text.Encoding.ASCII.GetString(last), Does.Contain(type == SlotType.Int8 ? "\"I8\"" : "\"BF16\""));
    }

    [Test]
    public void Resume_WithAnEvaluationInBetween_IsNotDisturbed()
    {
        var setup = Tiny.Setup();
        var (_, last) = Run(setup, stopAt: null);
        using var session = TrainingSession.Create(setup);
        while (!session.Finished)
        {
            session.Step();
            session.Evaluate();
        }

        session.Save(_folder);
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, Checkpoint.FileName)), Is.EqualTo(last));
    }

    [Test]
    public void Resume_FromACheckpointOfAnotherModel_NamesTheDifference()
    {
        SaveAfterOneStep(Tiny.Setup());
        var wider = Tiny.Setup() with { Model = Methods.Of("transformer-xl", Tiny.Backbone with { Width = 32 }) };
        var gated = Tiny.Setup("memorizing-transformer");

        Assert.That(
            () => TrainingSession.Resume(wider, _folder),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(Checkpoint.FileName)
                .And.Message.Contains("another model").And.Message.Contains("32"));
        Assert.That(
            () => TrainingSession.Resume(gated, _folder),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("another model").And.Message.Contains("lacks"));
    }

    [Test]
    public void Resume_FromACorruptCheckpoint_NamesTheFileAndLeavesItAlone()
    {
        SaveAfterOneStep(Tiny.Setup());
        var file = Path.Combine(_folder, Checkpoint.FileName);
        var bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.That(
            () => TrainingSession.Resume(Tiny.Setup(), _folder),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(file).And.Message.Contains("checksum"));
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(bytes));
    }

    [Test]
    public void Resume_WithAnotherText_SaysSo()
    {
        SaveAfterOneStep(Tiny.Setup());
        var other = Tiny.Setup() with { Corpus = Tiny.Corpus([50, 50], [9]) };
        Assert.That(() => TrainingSession.Resume(other, _folder), Throws.TypeOf<ConfigurationException>().With.Message.Contains("text"));
    }

    [Test]
    public void Resume_WithoutACheckpoint_SaysSo()
    {
        Assert.That(TrainingSession.CanResume(_folder), Is.False);
        Assert.That(
            () => TrainingSession.Resume(Tiny.Setup(), _folder),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("no such file"));
    }

    [Test]
    public void ReadWeights_OfACheckpoint_GivesTheTrainedModel()
    {
        var setup = Tiny.Setup();
        using var session = TrainingSession.Create(setup);
        session.Step();
        session.Save(_folder);
        var expected = session.Evaluate();

        using var model = setup.BuildModel();
        var step = Checkpoint.ReadWeights(Path.Combine(_folder, Checkpoint.FileName), model);
        var read = new Evaluator(model, setup.Corpus, setup.Training, setup.Numerics.Device).Evaluate(setup.Evaluation, step);

        Assert.That(step, Is.EqualTo(1));
        Assert.That(read.Rows, Is.EqualTo(expected.Rows));
    }

    [Test]
    public void Step_ThatDiverges_NamesTheStepAndKeepsTheCheckpointBefore()
    {
        var setup = Tiny.Setup();
        var wild = new AdamWConfig { LearningRate = 1e30 };
        setup = setup with { Training = setup.Training with { Optimizer = wild, ClipNorm = 0 } };
        using var session = TrainingSession.Create(setup);
        session.Save(_folder);
        var before = File.ReadAllBytes(Path.Combine(_folder, Checkpoint.FileName));

        var diverged = Assert.Throws<TrainingDivergedException>(() =>
        {
            while (!session.Finished)
            {
                session.Step();
            }
        });

        Assert.That(diverged.Message, Does.Contain($"step {session.CompletedSteps}").And.Contain("learning_rate"));
        Assert.That(() => session.Save(_folder), Throws.InvalidOperationException);
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, Checkpoint.FileName)), Is.EqualTo(before));
    }

    private (IReadOnlyList<StepMetrics> Metrics, byte[] File) Run(TrainingSetup setup, int? stopAt)
    {
        var metrics = new List<StepMetrics>();
        var session = TrainingSession.Create(setup);
        while (!session.Finished)
        {
            if (session.CompletedSteps == stopAt)
            {
                session.Save(_folder);
                session.Dispose();
                session = TrainingSession.Resume(setup, _folder);
            }

            metrics.Add(session.Step() with { Seconds = 0 });
        }

        session.Save(_folder);
        session.Dispose();
        return (metrics, File.ReadAllBytes(Path.Combine(_folder, Checkpoint.FileName)));
    }

    /// <summary>Everything a step tells, losses of parts included, in a form that compares by value.</summary>
    private static string Told(StepMetrics step) => FormattableString.Invariant(
        $"{step.Step} {step.Tokens} {step.Loss:R} {step.GradientNorm:R} {step.LearningRate:R} {string.Join(' ', step.Auxiliary.Select(loss => FormattableString.Invariant($"{loss.Key}={loss.Value:R}")))}");

    private void SaveAfterOneStep(TrainingSetup setup)
    {
        using var session = TrainingSession.Create(setup);
        session.Step();
        session.Save(_folder);
    }
}
