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
/// What a memory reader promises. Inherit it with one line, <c>public sealed class MyTests : MemoryReaderContract&lt;MyConfig&gt;;</c>, or with
/// an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The reader's configuration record.</typeparam>
public abstract class MemoryReaderContract<TConfig> : LearningContract<TConfig>
    where TConfig : ReaderConfig
{
    /// <summary>What a query sees is a slot that its row holds, with the slot's own key, value and position.</summary>
    [Test]
    [Rule("slots-invented")]
    public void Slots_ThatAQuerySees_AreSlotsThatItsRowHolds() => Try("slots-invented", situation => Use(Fresh(), situation));

    /// <summary>No query sees a slot twice.</summary>
    [Test]
    [Rule("slots-doubled")]
    public void Slots_ThatAQuerySees_AreSeenOnce() => Try("slots-doubled", situation => Use(Fresh(), situation));

    /// <summary>The stated cost is no less than what a query of a full memory attends to.</summary>
    [Test]
    [Rule("cost-understated")]
    public void Cost_OfAFullMemory_IsNoLessThanWhatAQueryAttendsTo() => Try("cost-understated", situation => Use(Fresh(), situation));

    /// <summary>What a token reads does not depend on later tokens.</summary>
    [Test]
    [Rule("future-seen")]
    public void Reading_OfAToken_DoesNotDependOnLaterTokens() => TryUnfelt(
        "future-seen", new(0, 0, Later: true), "what it reads depends on queries that come later in the segment, which a language model may not know yet");

    /// <summary>What a row does not hold, because it was forgotten or never there, does not matter.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Reading_OfARow_DoesNotDependOnSlotsThatItDoesNotHold() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "what it reads depends on slots that it does not hold, so a document could see the one before it");

    private protected sealed override Focus Promise => new(0, 0, Others: true, Later: true, Absent: true);

    private protected sealed override IReadOnlyList<string> Learned => ["keys of slots", "values of slots"];

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Build(context);

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var (held, query) = (material.KeyValues(), material.Query(new TrueDistance(Context.Rotary)));
        var reader = (IMemoryReader)part;
        var views = reader.Read(held, query) ?? throw new Violation("wrong-shape",
            "Read returns null; return an empty list where there is nothing to read.");
        var sight = new SlotsSeen(held, query);
        foreach (var view in views)
        {
            ViewForm.Check(view, query, held);
            sight.Add(view);
        }

        sight.Check(reader.Cost(held.Slots, new(0, query.Positions.shape[1])), material.Dense);
        var output = views.Count == 0 ? null : AttentionCore.Attend(query, [.. views.Select(view => new AttentionPart(view, query.Policy))]);
        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            new("the values read", (output?.Values ?? torch.zeros_like(query.Heads))[row].narrow(1, 0, material.Row(row).Shown), Time: 1),
            new("the slots seen", sight.Of(row).narrow(1, 0, material.Row(row).Shown), Time: 1),
        ])]);
    }
}
