using NUnit.Framework;
using TorchSharp;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What an attention pattern promises. Inherit it with one line, <c>public sealed class MyTests : AttentionPatternContract&lt;MyPattern&gt;;</c>,
/// or with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The pattern, which is its own configuration record.</typeparam>
public abstract class AttentionPatternContract<TConfig> : SceneContract<TConfig>
    where TConfig : AttentionPattern
{
    /// <summary>What a query sees does not depend on later queries.</summary>
    [Test]
    [Rule("future-seen")]
    public void Sight_OfAToken_DoesNotDependOnLaterTokens() => TryUnfelt(
        "future-seen", new(0, 0, Later: true), "what it sees depends on which queries come later in the segment");

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Bind(context.At("pattern"));

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var pattern = (AttentionPattern)part;
        var queries = staging.Altered is { Later: true } focus ? focus.Token + 1 : material.Positions.shape[1];
        var text_1T = material.Beside > 0 ? torch.arange(queries, device: material.Positions.device).unsqueeze(0) >= material.Beside : null;
        var ranks = SlotRanks.Of(material.Valid).FromOldest;
        var sight = Sight.Of(material.Positions.narrow(1, 0, queries), material.Places, ranks, text_1T);
        staging.Ledger?.Note("positions of queries", sight.Query);
        staging.Ledger?.Note("positions of keys", sight.Key);
        staging.Ledger?.Note("ranks of keys", sight.RankFromOldest);
        long[] shape = [material.Rows.Count, Context.Model.Heads, queries, material.Places.shape[1]];
        var visible = pattern.Visible(sight);
        Form.CheckBroadcast("what Visible returns", visible, shape, "(B, H, T, S)", torch.ScalarType.Bool, material.Places.device);
        var visible_BHTS = visible.expand(shape);
        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            new("what is visible", material.OfHeld(visible_BHTS[row].narrow(1, 0, Math.Min(queries, material.Row(row).Shown)), row), Time: 1),
        ])]);
    }
}
