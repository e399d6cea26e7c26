using UniMem.Components;
using UniMem.Experiments.Benchmarks;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>What is timed is what runs do, and a profile of it finds every stage.</summary>
public sealed class BenchmarkModelTests
{
    [Test]
    public void Measure_WithAProfile_ComputesTheSameAndFindsEveryStage()
    {
        var run = Benches.Run("transformer-xl", 16);
        var profile = new StageProfile();
        using var plain = new BenchmarkModel(run, 2);
        using var watched = new BenchmarkModel(run, 2, profile);
        profile.Start(BenchmarkClock.Wall);
        var seen = watched.Measure(BenchmarkWork.Train, 3);
        var (forward, backward) = profile.Stop();

        Assert.That(seen.Value, Is.EqualTo(plain.Measure(BenchmarkWork.Train, 3).Value));
        Assert.That(seen.Tokens, Is.EqualTo(3 * 2 * 16));
        Assert.That(forward, Has.All.GreaterThan(0));
        Assert.That(forward.Sum() + backward.Sum(), Is.EqualTo(seen.Wall).Within(20).Percent);
        foreach (var stage in new[] { Stage.Projections, Stage.Attention, Stage.Read, Stage.Mlp, Stage.Norm, Stage.Loss })
        {
            Assert.That(backward[(int)stage], Is.GreaterThan(0), stage.ToString());
        }

        Assert.That(backward[(int)Stage.Optimizer], Is.Zero);
    }

    [Test]
    public void Text_OverOtherTokensThanBytes_IsRefused()
    {
        var run = Benches.Run("vanilla", 16, "data.tokenizer={type: bpe, vocabulary_size: 300}");

        Assert.That(() => new BenchmarkModel(run, 2), Throws.TypeOf<ConfigurationException>().With.Message.Contains("data.tokenizer").And.Message.Contains("{type: bytes}"));
    }

    [Test]
    public void LongMemory_OfManySlots_IsFullFromTheBeginningAndStaysSo()
    {
        using var memory = new LongMemory(Benches.Files.Run("long", "long/top-k", 1, "model.layers=2", "model.memories.recent.manage.capacity=1024", "training.segment=16"));
        var before = memory.MemoryBytes;

        Assert.That(memory.Read(BenchmarkClock.Wall), Is.GreaterThan(0));
        Assert.That(memory.Product(BenchmarkClock.Wall), Is.GreaterThan(0));
        Assert.That(memory.MemoryBytes, Is.EqualTo(before).And.GreaterThanOrEqualTo(1024 * 2 * 128 * sizeof(float)));
    }
}
