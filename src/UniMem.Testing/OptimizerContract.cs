using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;
using UniMem.Training;

namespace UniMem.Testing;

/// <summary>
/// What an optimizer promises. Inherit it with one line, <c>public sealed class MyTests : OptimizerContract&lt;MyConfig&gt;;</c>, or with an
/// override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The optimizer's configuration record.</typeparam>
public abstract class OptimizerContract<TConfig> : ConfigContract<TConfig>
    where TConfig : OptimizerConfig
{
    /// <summary>The optimizer does not throw.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Steps_AlongAnyGradients_DoNotThrow() => Try("exception-thrown", descent => After(descent));

    /// <summary>A run that was saved and goes on elsewhere has the very weights of one that never stopped.</summary>
    [Test]
    [Rule("resume-differs")]
    public void Weights_AfterARestore_AreThoseOfARunThatNeverStopped() => Try("resume-differs", descent =>
    {
        if (Moved(After(descent), After(descent, seed: 2)) is not null)
        {
            return;
        }

        var weights = descent.Weights();
        using var first = Make(weights);
        descent.Go(first, weights, 0, descent.Break);
        var saved = first.Save().ToDictionary(state => state.Name, state => state.Value.clone());
        var elsewhere = weights.Select(weight => (weight.Name, new Parameter(weight.Value.detach().clone()))).ToList();
        using var second = Make(elsewhere);
        second.Restore(saved);
        descent.Go(second, elsewhere, descent.Break, descent.Steps);
        if (Moved(elsewhere, After(descent)) is { } name)
        {
            throw new Violation("resume-differs",
                $"the weights '{name}' are other ones than without the break. Save gives all that the next step depends on, "
                + "and Restore takes all of it up.");
        }
    });

    /// <summary>At a rate of 0 nothing moves.</summary>
    [Test]
    [Rule("rate-ignored")]
    public void Weights_AtARateOfZero_Stay() => Try("rate-ignored", descent =>
    {
        if (Moved(After(descent, rate: 0), descent.Weights()) is { } name)
        {
            throw new Violation("rate-ignored",
                $"the weights '{name}' move at a learning rate of 0. Whatever moves weights, decay too, is multiplied by the rate of the "
                + "step.");
        }
    });

    /// <summary>Weights without a gradient stay.</summary>
    [Test]
    [Rule("idle-moved")]
    public void Weights_WithoutAGradient_Stay() => Try("idle-moved", descent =>
    {
        if (!After(descent)[Descent.Idle].Value.Equals(descent.Weights()[Descent.Idle].Value))
        {
            throw new Violation("idle-moved",
                "weights that never had a gradient move. Such are parts of the model that a segment did not use.");
        }
    });

    /// <summary>Weights with a gradient move against it.</summary>
    [Test]
    [Rule("gradient-ignored")]
    public void Loss_OfASimpleBowl_Falls() => Try("gradient-ignored", descent =>
    {
        var weights = descent.Weights();
        using var optimizer = Make(weights);
        torch.Tensor Height() => (weights[0].Value.square().sum() + weights[1].Value.square().sum()) / 2;
        var before = Height().ToDouble();
        for (var step = 0; step < 40; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.ZeroGrad();
            Height().backward();
            optimizer.Step(0.02);
        }

        if (Height().ToDouble() >= before)
        {
            throw new Violation("gradient-ignored",
                FormattableString.Invariant($"40 steps at a rate of 0.02 leave half the sum of squares at {Height().ToDouble():g4}, from {before:g4}. ")
                + "Weights move against their gradient.");
        }
    });

    /// <summary>Gradients are gone after they were forgotten.</summary>
    [Test]
    [Rule("gradient-kept")]
    public void Gradients_AfterZeroGrad_AreGone() => Try("gradient-kept", descent =>
    {
        var weights = descent.Weights();
        using var optimizer = Make(weights);
        descent.Go(optimizer, weights, 0, 1);
        (weights[0].Value.sum() + weights[1].Value.sum()).backward();
        optimizer.ZeroGrad();
        if (weights.FirstOrDefault(weight => weight.Value.grad is { } grad && grad.abs().max().ToDouble() > 0) is { Name: { } name })
        {
            throw new Violation("gradient-kept",
                $"the weights '{name}' still have a gradient after ZeroGrad; the next step's would be added to it.");
        }
    });

    /// <summary>The same steps lead to the same weights.</summary>
    [Test]
    [Rule("nondeterministic")]
    public void Weights_AfterTheSameSteps_AreTheSame() => Try("nondeterministic", descent =>
    {
        if (Moved(After(descent), After(descent, seed: 2)) is { } name)
        {
            throw new Violation("nondeterministic",
                $"the same steps lead to other weights '{name}'. An optimizer that draws numbers seeds its own generator and saves its "
                + "state.");
        }
    });

    /// <summary>Gradients of 0, of 10,000 and of 1e-30 leave finite weights.</summary>
    [Test]
    [Rule("not-finite")]
    public void Weights_AfterExtremeGradients_AreFinite() => Situations.Once("not-finite", Subject, () =>
    {
        foreach (var scale in new[] { 0, 1e4, 1e-30 })
        {
            var descent = new Descent(3, 1, Scale: scale);
            if (After(descent).FirstOrDefault(weight => !weight.Value.isfinite().all().ToBoolean()) is { Name: { } name })
            {
                throw new Violation("not-finite", $"the weights '{name}' are not finite after {descent.InWords}.");
            }
        }
    });

    /// <summary>Steps leave no tensors behind, and disposal takes the rest.</summary>
    [Test]
    [Rule("tensors-leaked")]
    public void Tensors_OfManySteps_AreNoMoreThanThoseOfOne() => Try("tensors-leaked", descent =>
    {
        var weights = descent.Weights();
        var optimizer = Make(weights);
        descent.Go(optimizer, weights, 0, 2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        descent.Go(optimizer, weights, 2, 6);
        var leaked = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        optimizer.Dispose();
        if (leaked > 0)
        {
            throw new Violation("tensors-leaked", $"four steps leave {leaked} more tensors alive.");
        }
    });

    private protected sealed override void Construct(TConfig config)
    {
        using var scope = torch.NewDisposeScope();
        config.Check("settings");
        config.Build(new Descent(2, 1).Weights()).Dispose();
    }

    private IOptimizer Make(IReadOnlyList<(string Name, Parameter Value)> weights)
    {
        var config = Create();
        config.Check("settings");
        return config.Build(weights);
    }

    private void Try(string rule, Action<Descent> check) => Situations.Try(rule, Subject, Descent.Any, Cases, check);

    private IReadOnlyList<(string Name, Parameter Value)> After(Descent descent, double rate = 0.05, long seed = 1)
    {
        torch.manual_seed(seed);
        var weights = descent.Weights();
        using var optimizer = Make(weights);
        descent.Go(optimizer, weights, 0, descent.Steps, rate);
        return weights;
    }

    /// <summary>The first weights that differ, by name; null when none do.</summary>
    private static string? Moved(IReadOnlyList<(string Name, Parameter Value)> left, IReadOnlyList<(string Name, Parameter Value)> right) =>
        left.Zip(right).FirstOrDefault(pair => !pair.First.Value.Equals(pair.Second.Value)).First.Name;
}
