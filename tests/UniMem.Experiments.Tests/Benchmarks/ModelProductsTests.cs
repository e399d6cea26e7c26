using TorchSharp;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Configuration;
using UniMem.Models;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>Which matrix products a segment needs.</summary>
public sealed class ModelProductsTests
{
    [TestCase("vanilla")]
    [TestCase("transformer-xl")]
    [TestCase("memorizing-transformer")]
    public void Forward_WhereNoBlockIsHidden_HasTheOperationsOfTheModel(string method)
    {
        // Segment and memory are one block of scores each, so that none can be left out.
        var config = Benches.Run(method, ModelProducts.Tile).Config;
        using var model = LanguageModel.Build(config.Model, 256, config.Training.Segment, 1);
        var cost = MethodCost.Of(model, config.Model, 256, config.Training.Segment);

        Assert.That(Flops(ModelProducts.Of(config, 256).Forward), Is.EqualTo(cost.FlopsPerToken * config.Training.Batch * config.Training.Segment).Within(1e-9).Percent);
    }

    [Test]
    public void Forward_OfACausalSegmentOfFourBlocks_LeavesOutTheHiddenOnes()
    {
        var config = Benches.Run("vanilla", 4 * ModelProducts.Tile).Config;
        var (segment, width) = (4.0 * ModelProducts.Tile, 16.0);

        var attention = ModelProducts.Of(config, 256).Forward.Where(product => product.Stage == Stage.Attention);
        Assert.That(Flops(attention), Is.EqualTo(2 * 2 * 4 * segment * segment * width * 10 / 16).Within(1e-9).Percent);
    }

    [Test]
    public void Linear_OfTwoShapes_NeedsTwoGradientsOrOne()
    {
        var (learned, given) = (MatrixProducts.Linear(Stage.Mlp, 3, 5, 7), MatrixProducts.Linear(Stage.Mlp, 3, 5, 7, inputLearns: 0));

        Assert.That(Flops(learned.Forward), Is.EqualTo(2.0 * 3 * 5 * 7));
        Assert.That(Flops(learned.Backward), Is.EqualTo(2 * 2.0 * 3 * 5 * 7));
        Assert.That(Flops(given.Backward), Is.EqualTo(2.0 * 3 * 5 * 7));
    }

    [Test]
    public void Backward_OfMemoryWithoutGradient_NeedsNoneForItsKeysAndValues()
    {
        var config = Benches.Run("longformer", ModelProducts.Tile).Config;
        var products = ModelProducts.Of(config, 256);
        var (forward, backward) = (Flops(products.Forward.Where(p => p.Stage == Stage.Attention)), Flops(products.Backward.Where(p => p.Stage == Stage.Attention)));

        // Twice as much as forward where all learns; half of the keys are memory here, and for these one half of that is left.
        Assert.That(backward / forward, Is.EqualTo(1.5).Within(1e-9));
    }

    [Test]
    public void Seconds_OfAProduct_GrowWithHowMuchOfItIsNeeded()
    {
        var clock = new ProductClock(torch.CPU, torch.ScalarType.Float32);
        var product = new MatrixProduct(Stage.Mlp, 2, 8, 4, 8, true, true, 1);

        Assert.That(clock.Seconds([product with { Weight = 3 }]), Is.EqualTo(3 * clock.Seconds([product])).Within(1e-9).Percent.And.GreaterThan(0));
    }

    private static double Flops(IEnumerable<MatrixProduct> products) => products.Sum(product => product.Flops);
}
