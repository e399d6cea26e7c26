using UniMem.Training.Checkpoints;

namespace UniMem.Training.Tests;

/// <summary>Computing activations again changes no result.</summary>
public sealed class ActivationCheckpointTests
{
    private string _folder = "";

    /// <summary>A memory of hidden states uses its layer's projection twice in a segment: both gradients are then summed before those of other segments.</summary>
    private static IEnumerable<string> Every => Methods.WithAuxiliary.Where(method => method != "transformer-xl");

    [SetUp]
    public void SetUp() => _folder = Tiny.Folder();

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(typeof(Methods), nameof(Methods.WithAuxiliary))]
    public void Step_OfRecomputedSegments_EqualsThatOfSegmentsThatAreKept(string method)
    {
        var (kept, recomputed) = (Run(method, ActivationCheckpoints.None, 3), Run(method, ActivationCheckpoints.Segment, 3));

        Assert.That(recomputed.Metrics, Is.EqualTo(kept.Metrics), "losses and norms of gradients of eight steps, dropout included");
        Assert.That(recomputed.File, Is.EqualTo(kept.File), "weights, moments, memory and generators after them");
    }

    [Test]
    public void Check_RecomputedSegmentsOfWindowsOfOne_SaysThatNothingIsSaved() => Assert.That(
        () => TrainingSession.Create(Setup("unimix", ActivationCheckpoints.Segment, 1)),
        Throws.TypeOf<Components.ConfigurationException>().With.Message.Contains("training.checkpoint_activations: 'segment' saves nothing"));

    [TestCaseSource(nameof(Every))]
    public void Step_OfRecomputedLayers_EqualsThatOfLayersThatAreKept(string method)
    {
        var (kept, recomputed) = (Run(method, ActivationCheckpoints.None), Run(method, ActivationCheckpoints.Layer));

        Assert.That(recomputed.Metrics, Is.EqualTo(kept.Metrics), "losses and norms of gradients of eight steps, dropout included");
        Assert.That(recomputed.File, Is.EqualTo(kept.File), "weights, moments, memory and generators after them");
    }

    [Test]
    public void Step_OfRecomputedLayersThatProjectHiddenStates_EqualsToRounding()
    {
        var (kept, recomputed) = (Run("transformer-xl", ActivationCheckpoints.None), Run("transformer-xl", ActivationCheckpoints.Layer));
        double[] Numbers(IReadOnlyList<string> metrics) => [.. metrics.SelectMany(step => step.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(double.Parse)];
        Assert.That(Numbers(recomputed.Metrics), Is.EqualTo(Numbers(kept.Metrics)).Within(1e-4).Percent);
    }

    private (IReadOnlyList<string> Metrics, byte[] File) Run(string method, ActivationCheckpoints checkpoints, int segments = 2)
    {
        using var session = TrainingSession.Create(Setup(method, checkpoints, segments));
        var metrics = new List<string>();
        while (!session.Finished)
        {
            var step = session.Step();
            metrics.Add($"{step.Loss:R} {step.GradientNorm:R} {string.Join(' ', step.Auxiliary.Values.Select(value => value.ToString("R")))}");
        }

        session.Save(_folder);
        return (metrics, File.ReadAllBytes(Path.Combine(_folder, Checkpoint.FileName)));
    }

    private static TrainingSetup Setup(string method, ActivationCheckpoints checkpoints, int segments)
    {
        var setup = Tiny.Setup(method);
        return setup with { Training = setup.Training with { CheckpointActivations = checkpoints, BpttSegments = segments } };
    }
}
