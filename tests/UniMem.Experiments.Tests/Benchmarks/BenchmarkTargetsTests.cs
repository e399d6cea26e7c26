using UniMem.Experiments.Benchmarks;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>A target missed is told with the stage that holds the time.</summary>
public sealed class BenchmarkTargetsTests
{
    private static readonly StageRow[] Stages =
    [
        new("small", "rmt", "mlp", 30, 60, 85), new("small", "rmt", "attention", 12, 24, 10), new("small", "rmt", "optimizer", 20, 0, 0),
        new("small", "rmt", "step", 200, 0, 0), new("small", "rmt", "overhead", 90, 0, 0),
    ];

    // Ours, the rival's and the products' time: reached is products over ours, the limit the rival's over the products.
    [TestCase(2.0, 1.0, 0.9, "rmt, train: slower than plain PyTorch, 0.50 times. Most time beyond products is in attention: 36.0 ms of a step, with 10.0 ms of products.")]
    [TestCase(1.0, 1.2, 0.7, "rmt, train: 70 % of the limit, where 80 % is wanted. Most time beyond products is in attention: 36.0 ms of a step, with 10.0 ms of products.")]
    [TestCase(1.0, 1.2, 0.85, "none.")]
    [TestCase(1.0, 2.5, 0.5, "none.")]
    [TestCase(1.0, 1.5, 0.5, "rmt, train: 50 % of the limit, where 67 % is wanted. Most time beyond products is in attention: 36.0 ms of a step, with 10.0 ms of products.")]
    public void Missed_OfATurn_TellsWhatIsWantedAndWhereTheTimeIs(double ours, double rival, double products, string expected) =>
        Assert.That(BenchmarkTargets.Missed([new([Benches.Turn(1, ours, rival, products)])], Stages), Is.EqualTo(new[] { expected }));

    [Test]
    public void Worst_OfForwardPasses_LeavesOutWhatTrainingAloneDoes() =>
        Assert.That(BenchmarkTargets.Worst(Stages, forward: true)!.Stage, Is.EqualTo("attention"));

    [Test]
    public void Missed_MediumWithMuchOverhead_TellsIt() => Assert.That(
        BenchmarkTargets.Missed([], [.. Stages.Select(stage => stage with { Size = "medium" })]),
        Is.EqualTo(new[] { "rmt: 90.0 ms of a step of 200 ms is no arithmetic, more than 5 %." }));
}
