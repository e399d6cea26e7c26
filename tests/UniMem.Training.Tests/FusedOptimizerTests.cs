using TorchSharp;
using TorchSharp.Modules;
using UniMem.Native;
using UniMem.Training.Optimizers;

namespace UniMem.Training.Tests;

/// <summary>Clipping and AdamW in one pass against libtorch's operators, over several steps with parameters that are not always used.</summary>
public sealed class FusedOptimizerTests
{
    [TestCase(torch.ScalarType.Float64, 0, 1e-12)]
    [TestCase(torch.ScalarType.Float32, 0.7, 1e-5)]
    public void Step_SeveralTimes_MovesAsLibtorchsOperatorsDo(torch.ScalarType type, double limit, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var config = new AdamWConfig { WeightDecay = 0.3, Beta1 = 0.8 };
        var (plain, fused) = (Weights(type), Weights(type));
        using var one = new AdamWOptimizer(config, plain, fused: null);
        using var other = new AdamWOptimizer(config, fused, new FusedOptimizer());
        for (var step = 0; step < 4; step++)
        {
            var norms = new[] { (plain, one, (FusedOptimizer?)null), (fused, other, new FusedOptimizer()) }.Select(side =>
            {
                var (weights, optimizer, kernel) = side;
                optimizer.ZeroGrad();
                Use(weights.Select(weight => weight.Value).Skip(step == 2 ? 1 : 0).ToList());
                var norm = GradientNorm.Clip([.. weights.Select(weight => weight.Value)], limit, kernel);
                optimizer.Step(0.01 * (step + 1));
                return norm.ToDouble();
            }).ToArray();
            Assert.That(norms[1], Is.EqualTo(norms[0]).Within(1e-5 * norms[0]));
        }

        foreach (var ((name, expected), (_, actual)) in plain.Zip(fused))
        {
            Assert.That((expected - actual).abs().max().ToDouble(), Is.LessThan(tolerance), name);
        }

        foreach (var ((name, expected), (_, actual)) in one.Save().Zip(other.Save()))
        {
            Assert.That((expected - actual).abs().max().to_type(torch.ScalarType.Float64).ToDouble(), Is.LessThan(tolerance), name);
        }
    }

    /// <summary>Sizes around a vector and a piece of work; a gradient that comes turned.</summary>
    private static List<(string Name, Parameter Value)> Weights(torch.ScalarType type) =>
        [.. new long[][] { [3], [257, 131], [1], [33, 5], [70] }.Select((shape, i) =>
            ($"weight{i}", new Parameter(torch.randn(shape, dtype: type, generator: new torch.Generator((ulong)i)))))];

    private static void Use(IReadOnlyList<Parameter> weights)
    {
        var losses = weights.Select(weight => (weight.dim() == 2 ? weight.t().matmul(weight).tanh() : weight.sin() * weight).sum());
        losses.Aggregate((sum, next) => sum + next).backward();
    }
}
