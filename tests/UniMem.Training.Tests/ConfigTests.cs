using UniMem.Components;
using UniMem.Training.Optimizers;
using UniMem.Training.Schedules;

namespace UniMem.Training.Tests;

public sealed class ConfigTests
{
    private static readonly TestCaseData[] WrongTraining =
    [
        new(new TrainingConfig { Steps = 0 }, "training.steps", "0"),
        new(new TrainingConfig { Batch = 0 }, "training.batch", "0"),
        new(new TrainingConfig { Segment = -1 }, "training.segment", "-1"),
        new(new TrainingConfig { BpttSegments = 0 }, "training.bptt_segments", "0"),
        new(new TrainingConfig { ClipNorm = double.NaN }, "training.clip_norm", "NaN"),
        new(new TrainingConfig { CheckpointEverySteps = -5 }, "training.checkpoint_every_steps", "-5"),
        new(new TrainingConfig { Optimizer = new AdamWConfig { LearningRate = 0 } }, "training.optimizer.learning_rate", "0"),
        new(new TrainingConfig { Optimizer = new AdamWConfig { Beta2 = 1 } }, "training.optimizer.beta2", "1"),
        new(new TrainingConfig { Optimizer = new AdamWConfig { WeightDecay = -0.5 } }, "training.optimizer.weight_decay", "-0.5"),
        new(new TrainingConfig { Schedule = new CosineScheduleConfig { FinalFraction = 1.5 } }, "training.schedule.final_fraction", "1.5"),
        new(
            new TrainingConfig { Steps = 10, Schedule = new ConstantScheduleConfig { WarmupSteps = 11 } },
            "training.schedule.warmup_steps",
            "11"),
    ];

    private static readonly TestCaseData[] WrongEvaluation =
    [
        new(new EvaluationConfig { ByPosition = [64, 32] }, "evaluation.by_position", "32"),
        new(new EvaluationConfig { ByPosition = [0] }, "evaluation.by_position", "0"),
        new(new EvaluationConfig { EverySteps = -1 }, "evaluation.every_steps", "-1"),
        new(new EvaluationConfig { Documents = -2 }, "evaluation.documents", "-2"),
    ];

    [TestCaseSource(nameof(WrongTraining))]
    public void Training_OutOfRange_NamesKeyAndValue(TrainingConfig config, string path, string value) =>
        Assert.That(
            () => config.Check(),
            Throws.TypeOf<ConfigurationException>().With.Property("Path").EqualTo(path).And.Message.Contains(value));

    [TestCaseSource(nameof(WrongEvaluation))]
    public void Evaluation_OutOfRange_NamesKeyAndValue(EvaluationConfig config, string path, string value) =>
        Assert.That(
            () => config.Check(),
            Throws.TypeOf<ConfigurationException>().With.Property("Path").EqualTo(path).And.Message.Contains(value));

    [Test]
    public void Defaults_AreInRange()
    {
        Assert.That(() => new TrainingConfig().Check(), Throws.Nothing);
        Assert.That(() => new EvaluationConfig().Check(), Throws.Nothing);
    }

    [TestCase("gpu", "float32", "auto", "device", "gpu")]
    [TestCase("cuda:99", "float32", "auto", "device", "cuda:99")]
    [TestCase("cpu", "float16", "auto", "dtype", "float16")]
    [TestCase("cpu", "tf32", "auto", "dtype", "'tf32' is a type of GPUs")]
    [TestCase("cpu", "float32", "flash", "kernels", "flash")]
    public void ComputeSettings_Unknown_NamesKeyAndValue(string device, string dtype, string kernels, string key, string value) =>
        Assert.That(
            () => ComputeSettings.Read(device, dtype, kernels),
            Throws.TypeOf<ConfigurationException>().With.Property("Path").EqualTo(key).And.Message.Contains(value));
}
