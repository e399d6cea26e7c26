using NUnit.Framework;
using TorchSharp;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;
using UniMem.Training.Tasks;

namespace UniMem.Testing;

/// <summary>
/// What an evaluation task promises. Inherit it with one line, <c>public sealed class MyTests : EvaluationTaskContract&lt;MyConfig&gt;;</c>, or with
/// an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The task's configuration record.</typeparam>
public abstract class EvaluationTaskContract<TConfig> : ConfigContract<TConfig>
    where TConfig : EvaluationTaskConfig
{
    /// <summary>Situations tried for each rule. 5, each of which evaluates a small model.</summary>
    protected override int Cases => 5;

    /// <summary>The memory of the model that is measured, eight tokens read whole; override it for a task that measures a part of a memory.</summary>
    protected virtual MemoryConfig Memory => HeldOut.EightTokens;

    /// <summary>The task does not throw.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Measure_OfAnyDocuments_DoesNotThrow() => Try("exception-thrown", held => Measured(Make(), held));

    /// <summary>What is measured are finite numbers.</summary>
    [Test]
    [Rule("not-finite")]
    public void Measures_OfAnyDocuments_AreFinite() => Try("not-finite", held =>
    {
        if (Measured(Make(), held).FirstOrDefault(measure => !double.IsFinite(measure.Value)) is { Key: { } name } measure)
        {
            throw new Violation("not-finite",
                FormattableString.Invariant($"'{name}' is {measure.Value}. Leave a measure out where there is nothing to measure."));
        }
    });

    /// <summary>Something is measured.</summary>
    [Test]
    [Rule("nothing-measured")]
    public void Measures_OfALongDocument_AreThere() => Situations.Once("nothing-measured", Subject, () =>
    {
        if (Measured(Make(), new HeldOut([40, 30], 2) { Memory = Memory }).Count == 0)
        {
            throw new Violation("nothing-measured", "nothing is measured of documents of 40 and 30 symbols.");
        }
    });

    /// <summary>What is measured does not depend on how many documents are read side by side.</summary>
    [Test]
    [Rule("rows-mixed")]
    public void Measures_OfDocumentsReadSideBySide_AreThoseOfOneAfterTheOther() => Try("rows-mixed", held =>
    {
        if (!Unsteady(held) && Difference(Measured(Make(), held), Measured(Make(), held with { Batch = 1 }), 1e-4) is { } difference)
        {
            throw new Violation("rows-mixed",
                $"read side by side the documents give another '{difference}' than one after the other. Add up over targets, not over "
                + "batches.");
        }
    });

    /// <summary>The same model and documents give the same numbers.</summary>
    [Test]
    [Rule("nondeterministic")]
    public void Measures_TakenTwice_AreTheSame() => Try("nondeterministic", held =>
    {
        if (Unsteady(held))
        {
            throw new Violation("nondeterministic", "measured twice the same model gives other numbers.");
        }
    });

    /// <summary>A task that has measured before gives the numbers of a fresh one.</summary>
    [Test]
    [Rule("state-kept")]
    public void Task_ThatMeasuredBefore_MeasuresAsIfFresh() => Try("state-kept", held =>
    {
        var used = Make();
        Measured(used, held with { Seed = held.Seed + 1 });
        if (!Unsteady(held) && Difference(Measured(used, held), Measured(Make(), held), 0) is { } difference)
        {
            throw new Violation("state-kept", $"after another evaluation '{difference}' is another number than a fresh task gives.");
        }
    });

    /// <summary>The model's weights are the same afterwards.</summary>
    [Test]
    [Rule("inputs-changed")]
    public void Model_AfterMeasuring_IsAsItWas() => Try("inputs-changed", held =>
    {
        using var model = held.Model();
        var ledger = new Ledger();
        foreach (var (name, weight) in model.named_parameters())
        {
            ledger.Note($"weights '{name}'", weight);
        }

        Measured(Make(), held, model);
        if (ledger.Changed() is { } change)
        {
            throw new Violation("inputs-changed", $"it {change}. Measuring leaves the model alone; training goes on with it.");
        }
    });

    /// <summary>No tensor outlives the measurement.</summary>
    [Test]
    [Rule("tensors-leaked")]
    public void Tensors_AfterMeasuring_AreGone() => Try("tensors-leaked", held =>
    {
        using var model = held.Model();
        Measured(Make(), held, model);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Measured(Make(), held, model);
        if (DisposeScopeManager.Statistics.ThreadTotalLiveCount - before is > 0 and var leaked)
        {
            throw new Violation("tensors-leaked", $"{leaked} tensors outlive the dispose scope of the evaluation.");
        }
    });

    private protected sealed override void Construct(TConfig config)
    {
        config.Check("settings");
        config.Build();
    }

    private IEvaluationTask Make()
    {
        var config = Create();
        config.Check("settings");
        return config.Build();
    }

    private void Try(string rule, Action<HeldOut> check) => Situations.Try(rule, Subject, HeldOut.Any, Cases, held => check(held with { Memory = Memory }));

    private bool Unsteady(HeldOut held) => Difference(Measured(Make(), held, seed: 2), Measured(Make(), held), 0) is not null;

    private static IReadOnlyDictionary<string, double> Measured(IEvaluationTask task, HeldOut held, UniMem.Models.LanguageModel? model = null, long seed = 1)
    {
        torch.manual_seed(seed);
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var measured = model ?? held.Model();
        measured.eval();
        return task.Measure(held.Reading(measured), CancellationToken.None);
    }

    private static string? Difference(IReadOnlyDictionary<string, double> left, IReadOnlyDictionary<string, double> right, double tolerance) =>
        left.Keys.Union(right.Keys).FirstOrDefault(name => !left.TryGetValue(name, out var one) || !right.TryGetValue(name, out var other)
            || !(one.Equals(other) || Math.Abs(one - other) <= tolerance * (1 + Math.Abs(other))));
}
