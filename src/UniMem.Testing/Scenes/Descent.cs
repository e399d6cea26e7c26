using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Testing.Rules;
using UniMem.Training;

namespace UniMem.Testing.Scenes;

/// <summary>Steps of an optimizer along gradients that are drawn.</summary>
/// <param name="Steps">How many. At least 2.</param>
/// <param name="Break">After which of them it is saved and goes on elsewhere. At least 1.</param>
/// <param name="Seed">Seed of weights and gradients.</param>
/// <param name="Scale">Gradients are multiplied by this.</param>
internal sealed record Descent(int Steps, int Break, int Seed = 1, double Scale = 1) : Situation
{
    /// <summary>The parameter that never has a gradient.</summary>
    public const int Idle = 2;

    /// <inheritdoc/>
    public override int RowCount => 1;

    /// <inheritdoc/>
    public override string InWords => FormattableString.Invariant(
        $"{Steps} steps at a rate of 0.05, saved after step {Break}; weights and gradients drawn with seed {Seed}{(Scale == 1 ? "" : $", gradients times {Scale}")}");

    /// <summary>A few steps.</summary>
    public static Arbitrary<Descent> Any { get; } = Arb.From(
        from steps in Gen.Choose(2, 8)
        from after in Gen.Choose(1, steps - 1)
        from seed in Gen.Choose(1, 1000)
        select new Descent(steps, after, seed),
        descent => descent.Smaller());

    /// <summary>A matrix, a vector, and a matrix that never has a gradient.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Weights()
    {
        using var generator = new torch.Generator((ulong)Seed);
        using var _ = torch.no_grad();
        Parameter Draw(params long[] shape) => new(torch.empty(shape, torch.ScalarType.Float32).normal_(0, 1, generator));
        return [("matrix", Draw(3, 4)), ("vector", Draw(5)), ("idle", Draw(2, 2))];
    }

    /// <summary>Takes steps, numbered from 0.</summary>
    public void Go(IOptimizer optimizer, IReadOnlyList<(string Name, Parameter Value)> weights, int from, int to, double rate = 0.05)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = torch.NewDisposeScope();
            using var generator = new torch.Generator((ulong)((Seed * 100) + step));
            optimizer.ZeroGrad();
            torch.Tensor Pull(Parameter weight) => (weight * (torch.empty(weight.shape, torch.ScalarType.Float32).normal_(0, 1, generator) * Scale)).sum();
            (Pull(weights[0].Value) + Pull(weights[1].Value)).backward();
            optimizer.Step(rate);
        }
    }

    private IEnumerable<Descent> Smaller()
    {
        if (Steps > 2)
        {
            yield return this with { Steps = Steps - 1, Break = Math.Min(Break, Steps - 2) };
        }

        if (Break > 1)
        {
            yield return this with { Break = Break - 1 };
        }

        if (Seed > 1)
        {
            yield return this with { Seed = 1 };
        }
    }
}
