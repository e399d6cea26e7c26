using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What an injector promises that fuses attention to memory with that of the segment. Inherit it with one line,
/// <c>public sealed class MyTests : GatedInjectorContract&lt;MyConfig&gt;;</c>, or with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The injector's configuration record.</typeparam>
public abstract class GatedInjectorContract<TConfig> : AttentionInjectorContract<TConfig>
    where TConfig : InjectorConfig
{
    /// <summary>Where memory shows a query nothing, its output is that of the segment alone.</summary>
    [Test]
    [Rule("empty-memory-felt")]
    public void Output_WhereMemoryShowsNothing_IsThatOfTheSegment() => Try("empty-memory-felt", situation => Use(Fresh(), situation));

    private protected sealed override IReadOnlyList<string> Learned => ["output of the segment", "output of memory"];

    private protected sealed override Focus Promise => new(0, 0, Others: true, Later: true);

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var injector = part as IGatedInjector ?? throw NotA<IGatedInjector>(part);
        if (injector.Positions is null)
        {
            throw new Violation("wrong-shape", "Positions is null; a gated injector says where memory stands.");
        }

        var model = Context.Model;
        torch.Tensor Of(string name, long width) => material.OfTokens(name, model.Heads, width);
        var holds_B1 = material.Valid.any(1, keepdim: true);
        var blind_BH = holds_B1.logical_not().unsqueeze(-1);
        var self = new AttentionOutput(Of("output of the segment", model.HeadWidth), Of("mass of the segment", 1).squeeze(-1).to_type(torch.ScalarType.Float32));
        var memory = new AttentionOutput(
            Of("output of memory", model.HeadWidth).masked_fill(blind_BH.unsqueeze(-1), 0),
            Of("mass of memory", 1).squeeze(-1).to_type(torch.ScalarType.Float32).masked_fill(blind_BH, AttentionCore.MaskedScore));
        staging.Ledger?.Note("output of memory", memory.Values);
        staging.Ledger?.Note("mass of memory", memory.LogMass);
        var output = injector.Fuse(self, memory);
        var (shape, device) = (self.Values.shape, self.Values.device);
        Form.Check("Values of what Fuse returns", output?.Values, shape, "(B, H, T, D)", self.Values.dtype, device);
        Form.Check("LogMass of what Fuse returns", output!.LogMass, shape[..3], "(B, H, T)", torch.ScalarType.Float32, device);
        CheckBlind(output.Values, self.Values, material);
        return Each(material, output);
    }

    private static void CheckBlind(torch.Tensor fused, torch.Tensor self, Material material)
    {
        for (var row = 0; row < material.Rows.Count; row++)
        {
            if (material.Row(row).Held == 0 && (fused[row] - self[row]).abs().max().ToDouble() is > 1e-6 and var change)
            {
                throw new Violation("empty-memory-felt",
                    FormattableString.Invariant($"memory shows row {row} nothing, and the output changes by {change:g3}. ")
                    + "Where memory.Sees is false return what the segment gave, so that a document's first segment does not depend on "
                    + "memory.");
            }
        }
    }
}
