using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What an injector promises that puts tokens into the sequence. Inherit it with one line,
/// <c>public sealed class MyTests : InputInjectorContract&lt;MyConfig&gt;;</c>, or with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The injector's configuration record.</typeparam>
public abstract class InputInjectorContract<TConfig> : AttentionInjectorContract<TConfig>
    where TConfig : InjectorConfig
{
    /// <summary>The segment's own tokens, and those of other memories, are in the sequence as they were.</summary>
    [Test]
    [Rule("text-changed")]
    public void Stream_AfterEntering_HoldsTheTextAsItWas() => Try("text-changed", situation => Use(Fresh(), situation));

    /// <summary>As many tokens are added as the injector says, and as many of them stand before the segment.</summary>
    [Test]
    [Rule("tokens-miscounted")]
    public void Tokens_Added_AreAsManyAsStated() => Try("tokens-miscounted", situation => Use(Fresh(), situation));

    /// <summary>What comes out for a row does not depend on what it does not hold.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Result_OfARow_DoesNotDependOnSlotsThatItDoesNotHold() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "the result depends on slots that the row does not hold, or on padding");

    private protected sealed override IReadOnlyList<string> Learned => ["slots"];

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var injector = part as IInputInjector ?? throw NotA<IInputInjector>(part);
        var (stream, held) = (material.Stream(write: null), material.HiddenStates());
        IReadOnlyList<MemoryView> memory = material.Empty ? [] : [material.Shown(held)];
        var after = injector.Enter(stream, memory);
        CheckForm(after, stream);
        EnteredTokens.CheckText(stream, after);
        EnteredTokens.CheckCounts(injector, material.Empty ? 0 : held.Slots, stream, after);
        return EnteredTokens.Each(stream, after, material);
    }

    private static void CheckForm(ResidualStream after, ResidualStream before)
    {
        var (rows, length, device) = (before.Hidden.shape[0], after.Spans.Sum(span => span.Length), before.Hidden.device);
        Form.Check("Hidden of the stream", after.Hidden, [rows, length, before.Hidden.shape[2]], "(B, T, E), T the sum of the spans,", torch.ScalarType.Float32, device);
        Form.Check("Positions of the stream", after.Positions, [rows, length], "(B, T)", torch.ScalarType.Int64, device);
        Form.Check("Visible of the stream", after.Visible, [rows, length], "(B, T)", torch.ScalarType.Bool, device);
    }
}
