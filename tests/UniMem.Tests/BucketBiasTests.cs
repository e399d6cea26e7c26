using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;

namespace UniMem.Tests;

public sealed class BucketBiasTests
{
    /// <summary>T5's own numbers for 32 buckets and a limit of 128.</summary>
    [TestCase(-3, 0)]
    [TestCase(0, 0)]
    [TestCase(1, 1)]
    [TestCase(15, 15)]
    [TestCase(16, 16)]
    [TestCase(18, 16)]
    [TestCase(19, 17)]
    [TestCase(63, 26)]
    [TestCase(64, 26)]
    [TestCase(112, 30)]
    [TestCase(113, 31)]
    [TestCase(127, 31)]
    [TestCase(1000000, 31)]
    public void Score_AtADistance_AddsItsBucketsNumber(long distance, long bucket)
    {
        var policy = (BucketBias)new BucketBiasConfig { Share = false }.Build(RelativeSinusoidsTests.Context(Given.Backbone));
        var table = policy.parameters().Single();
        var q = torch.zeros(1, 4, 1, 6, torch.ScalarType.Float64);
        var at = torch.full([1, 1], distance, torch.ScalarType.Int64);
        var query = new AttentionQuery(q, at, at, policy);
        var zero = torch.zeros_like(at);
        var view = new SharedView
        {
            Keys = q,
            Values = q,
            Positions = zero,
            RankFromNewest = zero,
            Visible = torch.ones([1, 1, 1, 1], torch.ScalarType.Bool),
        };

        Assert.That(Given.Difference(view.Score(query).flatten(), table[bucket]), Is.Zero);
    }

    [Test]
    public void Score_OfKeysOfEachQuery_EqualsThatOfSharedKeys() => RelativeSinusoidsTests.AssertSameForPerQueryKeys(
        new BucketBiasConfig { Buckets = 4, MaxDistance = 8 }.Build(RelativeSinusoidsTests.Context(Given.Backbone)));

    [Test]
    public void Build_ByLayer_SharesATableAmongTheLayersOfOneChoiceOnly()
    {
        LayerPositions Choice(string layers) => new() { Layers = new(layers), Positions = new BucketBiasConfig() };
        var model = Given.Model(
            Given.Backbone with { Layers = 3, Positions = new PositionsByLayerConfig { Choices = [Choice("1"), Choice("all")] } }, 4);

        Assert.That(model.named_parameters().Select(p => p.name).Where(n => n.StartsWith("shared.", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { "shared.positions_choices_0_positions.weight", "shared.positions_choices_1_positions.weight" }));
    }

    [Test]
    public void Build_LayerThatNoChoiceNames_SaysSo()
    {
        var config = Given.Backbone with
        {
            Positions = new PositionsByLayerConfig { Choices = [new() { Layers = new("0"), Positions = new BucketBiasConfig() }] },
        };
        Assert.That(Assert.Throws<ConfigurationException>(() => Given.Model(config, 4))!.Message,
            Does.Contain("model.positions.choices").And.Contain("layer 1"));
    }
}
