using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What an injector promises that adds a residual of its own after self-attention. Inherit it with one line,
/// <c>public sealed class MyTests : ResidualInjectorContract&lt;MyConfig&gt;;</c>, or with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The injector's configuration record.</typeparam>
public abstract class ResidualInjectorContract<TConfig> : AttentionInjectorContract<TConfig>
    where TConfig : InjectorConfig
{
    /// <summary>To a query that sees no slot exactly zero is added.</summary>
    [Test]
    [Rule("empty-memory-felt")]
    public void Residual_WhereMemoryShowsNothing_IsZero() => Try("empty-memory-felt", situation => Use(Fresh(), situation));

    /// <summary>What comes out for a row does not depend on what it does not hold.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Result_OfARow_DoesNotDependOnSlotsThatItDoesNotHold() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "the result depends on slots that the row does not hold, or on padding");

    private protected sealed override IReadOnlyList<string> Learned => ["hidden states", "slots"];

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var injector = part as IResidualInjector ?? throw NotA<IResidualInjector>(part);
        var policy = injector.Positions ?? throw new Violation("wrong-shape",
            "Positions is null; a residual injector says where memory stands.");
        var (model, stream) = (Context.Model, material.Stream(write: null));
        var (rows, length, device) = (stream.Hidden.shape[0], stream.Hidden.shape[1], stream.Hidden.device);
        var heads_BHTD = injector.Queries(stream);
        Form.Check("what Queries returns", heads_BHTD, [rows, model.Heads, length, model.HeadWidth], "(B, H, T, D)", staging.Compute, device);
        var query = new AttentionQuery(heads_BHTD, stream.Positions, material.Origin, policy) { Text = stream.IsText };
        var hidden = material.HiddenStates();
        var (keys, values) = (injector.Projection ?? new SomeProjection(model, staging.Compute)).Project(hidden.Keys.squeeze(1));
        var residual_BTE = injector.Residual(stream, query, [material.Shown(hidden with { Keys = keys, Values = values })]);
        Form.Check("what Residual returns", residual_BTE, stream.Hidden.shape, "(B, T, E)", null, device);
        CheckBlind(residual_BTE, material);
        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            new("the residuals", stream.Slice(residual_BTE, ResidualStream.Text)[row].narrow(0, 0, material.Row(row).Shown), Time: 0),
        ])]);
    }

    private static void CheckBlind(torch.Tensor residual_BTE, Material material)
    {
        for (var row = 0; row < material.Rows.Count; row++)
        {
            if (material.Row(row).Held == 0 && residual_BTE[row].abs().max().ToDouble() is > 0 and var size)
            {
                throw new Violation("empty-memory-felt",
                    FormattableString.Invariant($"memory shows row {row} nothing, and up to {size:g3} is added to its stream. ")
                    + "Add exactly zero there: no bias after attention, or one that is multiplied by what the query sees.");
            }
        }
    }
}
