using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What an injector promises that joins memory to the segment's own keys. Inherit it with one line,
/// <c>public sealed class MyTests : JointInjectorContract&lt;MyConfig&gt;;</c>, or with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The injector's configuration record.</typeparam>
public abstract class JointInjectorContract<TConfig> : AttentionInjectorContract<TConfig>
    where TConfig : InjectorConfig
{
    /// <summary>What comes out for a row does not depend on what it does not hold.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Result_OfARow_DoesNotDependOnSlotsThatItDoesNotHold() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "the result depends on slots that the row does not hold, or on padding");

    private protected sealed override IReadOnlyList<string> Learned => ["queries", "keys of slots", "values of slots"];

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var injector = part as IJointInjector ?? throw NotA<IJointInjector>(part);
        var policy = injector.Positions ?? throw new Violation("wrong-shape",
            "Positions is null; a joint injector says where memory stands.");
        var query = material.Query(policy);
        var memory = material.Shown(material.KeyValues());
        long[] shape = [.. query.Heads.shape[..3], memory.Positions.shape[1]];
        Form.Check("what Positions.Score returns", policy.Score(query, memory), shape, "(B, H, T, S)", torch.ScalarType.Float32, query.Heads.device);
        var own = OwnKeys(material, query);
        var output = AttentionCore.Attend(query, [new(memory, policy), new(own, new TrueDistance(Context.Rotary))]);
        return Each(material, output);
    }
}
