using NUnit.Framework;
using TorchSharp;
using UniMem.Components;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>What every part of a memory promises, whatever its kind. Inherit the contract of a kind, not this.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public abstract class PartContract<TConfig> : BuiltContract<TConfig>
    where TConfig : ComponentConfig
{
    /// <summary>The part does not throw in situations that occur every day.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Use_EverydaySituation_DoesNotThrow() => Try("exception-thrown", situation => Use(Fresh(), situation));

    /// <summary>What the part returns has the shape that its interface states.</summary>
    [Test]
    [Rule("wrong-shape")]
    public void Results_AnySituation_HaveTheShapeOfTheInterface() => Try("wrong-shape", situation => Use(Fresh(), situation));

    /// <summary>What the part returns has the type that its interface states, in float32 and where matrix products run in bfloat16.</summary>
    [Test]
    [Rule("wrong-type")]
    public void Results_InFloat32AndBFloat16_HaveTheTypeOfTheInterface() => Try("wrong-type", situation =>
    {
        Use(Fresh(), situation);
        try
        {
            Use(Fresh(torch.ScalarType.BFloat16), situation, new Staging(torch.ScalarType.BFloat16));
        }
        catch (Violation thrown) when (thrown.Rule == "exception-thrown")
        {
            throw new Violation("wrong-type", $"where matrix products run in bfloat16 it {thrown.Message}", thrown.InnerException);
        }
    });

    /// <summary>What the part is handed is the same afterwards.</summary>
    [Test]
    [Rule("inputs-changed")]
    public void Inputs_AfterUse_AreAsTheyWere() => Try("inputs-changed", situation =>
    {
        var ledger = new Ledger();
        try
        {
            Use(Fresh(), situation, new Staging(Ledger: ledger));
        }
        catch (Violation) when (ledger.Changed() is not null)
        {
            // What it did to its inputs is the reason; it is reported below.
        }

        if (ledger.Changed() is { } change)
        {
            throw new Violation("inputs-changed",
                $"it {change}. Tensors are shared: use operators that make new ones (x + 1, not x.add_(1)).");
        }
    });

    /// <summary>The same question has the same answer, whatever the global generator's state.</summary>
    [Test]
    [Rule("nondeterministic")]
    public void Answer_AskedTwice_IsTheSame() => Try("nondeterministic", situation =>
    {
        if (Use(Fresh(), situation, seed: 2).DifferenceTo(Use(Fresh(), situation), exactly: true) is { } difference)
        {
            throw new Violation("nondeterministic", $"built twice alike and asked the same, it gives two answers: {difference}. "
                + "Draw from context.Generator(...), and make the draw a function of what is asked.");
        }
    });

    /// <summary>The part remembers nothing of what it was asked before.</summary>
    [Test]
    [Rule("state-kept")]
    public void Part_AskedSomethingElseBefore_AnswersAsIfFresh() => Try("state-kept", situation =>
    {
        if (Unsteady)
        {
            return;
        }

        var (fresh, used) = (Use(Fresh(), situation), Fresh());
        var before = Fields.Of(used);
        Use(used, Another(situation));
        if (Fields.Of(used).DifferenceTo(before) is { } field)
        {
            throw new Violation("state-kept",
                $"{field} while it was used. What is remembered of a document is passed in and returned, so that it can be "
                + "saved, forgotten and batched; a part keeps its settings and weights only.");
        }

        if (Use(used, situation).DifferenceTo(fresh, exactly: true) is { } difference)
        {
            throw new Violation("state-kept", $"after it was asked something else it answers otherwise than a fresh one: {difference}.");
        }
    });

    /// <summary>Each row is treated as if it were alone.</summary>
    [Test]
    [Rule("rows-mixed")]
    public void Rows_OfABatch_AreTreatedAsIfAlone() => Try("rows-mixed", situation =>
    {
        if (situation.RowCount == 1 || Unsteady)
        {
            return;
        }

        var together = Use(Fresh(), situation);
        for (var row = 0; row < situation.RowCount; row++)
        {
            var alone = Use(Fresh(), situation, new Staging(Alone: row));
            if (Answer.Difference(together.Rows[row], alone.Rows[0], exactly: false) is { } difference)
            {
                throw new Violation("rows-mixed",
                    $"row {row} gets something else beside the other rows than alone: {difference}. Rows are documents that "
                    + "know nothing of each other.");
            }
        }
    });

    /// <summary>No tensor outlives the dispose scope in which the part was used.</summary>
    [Test]
    [Rule("tensors-leaked")]
    public void Tensors_AfterTheScope_AreGone() => Try("tensors-leaked", situation =>
    {
        Scoped(situation);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Scoped(situation);
        if (DisposeScopeManager.Statistics.ThreadTotalLiveCount - before is > 0 and var leaked)
        {
            throw new Violation("tensors-leaked",
                $"{leaked} tensors outlive the dispose scope in which the part was built and used. Do not detach tensors "
                + "from their scope, and keep none in static fields; the toolkit carries over what a memory holds.");
        }
    });

    /// <summary>Numbers of 10,000, rows that hold nothing, one row of one token, positions of ten million: results stay finite.</summary>
    [Test]
    [Rule("not-finite")]
    public void Results_AtTheExtremes_AreFinite() => Situations.Once("not-finite", Subject, () =>
    {
        foreach (var extreme in Extremes)
        {
            try
            {
                var answer = Use(Fresh(), extreme);
                if (answer.Rows.SelectMany(row => row).FirstOrDefault(result => !Finite(result.Value)) is { } result)
                {
                    throw new Violation("not-finite", $"{result.Name} are not finite.");
                }

                if (answer.Loss is { } loss && !Finite(loss))
                {
                    throw new Violation("not-finite", "its own loss is not finite.");
                }
            }
            catch (Violation violation) when (Everyday(violation))
            {
                throw new Violation("not-finite", $"{violation.Message} Situation: {extreme.InWords}.", violation.InnerException);
            }
        }
    });

    /// <summary>On a GPU the part works and returns tensors of that GPU.</summary>
    [Test]
    [Rule("wrong-device")]
    public void Results_OnAGpu_AreOnThatGpu()
    {
        if (!torch.cuda.is_available())
        {
            Assert.Ignore("no GPU");
        }

        Try("wrong-device", situation =>
        {
            Use(Fresh(), situation);
            try
            {
                Use(Fresh(torch.ScalarType.Float32, torch.CUDA), situation, new Staging(Device: torch.CUDA));
            }
            catch (Violation thrown) when (thrown.Rule == "exception-thrown")
            {
                throw new Violation("wrong-device",
                    $"on a GPU it {thrown.Message} Make new tensors on the device of those handed over.", thrown.InnerException);
            }
        });
    }

    private static bool Finite(torch.Tensor tensor) => !tensor.is_floating_point() || tensor.isfinite().all().ToBoolean();

    private static bool Everyday(Violation violation) => violation.Rule is "not-finite" or "exception-thrown";

    private void Scoped(Situation situation)
    {
        using var scope = torch.NewDisposeScope();
        Use(Fresh(), situation);
    }
}
