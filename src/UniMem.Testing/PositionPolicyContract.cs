using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What a position policy promises. Inherit it with one line, <c>public sealed class MyTests : PositionPolicyContract&lt;MyConfig&gt;;</c>, or
/// with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The policy's configuration record.</typeparam>
public abstract class PositionPolicyContract<TConfig> : LearningContract<TConfig>
    where TConfig : PositionPolicyConfig
{
    /// <summary>A key has the same score whether all queries share it or each has its own.</summary>
    [Test]
    [Rule("views-disagree")]
    public void Scores_OfSharedAndOwnKeys_Agree() => Try("views-disagree", situation =>
    {
        if (Unsteady)
        {
            return;
        }

        foreach (var (row, scores) in Use(Fresh(), situation).Rows.Index())
        {
            if (scores[1].DifferenceTo(scores[0] with { Name = scores[1].Name }, exactly: false) is { } difference)
            {
                throw new Violation("views-disagree",
                    $"row {row}: the same keys have other scores when each query brings its own (as top-k does) than when "
                    + $"all queries share them: {difference}.");
            }
        }
    });

    /// <summary>Scores depend on where keys stand relative to the segment, not on how far into the document it is.</summary>
    [Test]
    [Rule("position-drift")]
    public void Scores_FarIntoADocument_AreThoseNearItsBeginning() => Try("position-drift", situation =>
    {
        var far = ((Scene)situation) with { Start = ((Scene)situation).Start + 10_000_000 };
        if (!Unsteady && Use(Fresh(), far).DifferenceTo(Use(Fresh(), situation), exactly: false) is { } difference)
        {
            throw new Violation("position-drift",
                $"ten million tokens further into the document the scores are other ones: {difference}. Take positions "
                + "relative to query.Origin before they become floating-point numbers.");
        }
    });

    /// <summary>Scores of a token do not depend on later tokens.</summary>
    [Test]
    [Rule("future-seen")]
    public void Scores_OfAToken_DoNotDependOnLaterTokens() => TryUnfelt(
        "future-seen", new(0, 0, Later: true), "its scores depend on queries that come later in the segment");

    /// <summary>The score of a slot does not depend on what the row does not hold.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Scores_OfARow_DoNotDependOnSlotsThatItDoesNotHold() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "scores of its slots depend on slots that it does not hold");

    private protected sealed override Focus Promise => new(0, 0, Others: true, Later: true, Absent: true);

    private protected sealed override IReadOnlyList<string> Learned => ["queries", "keys of slots"];

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Build(context.At("positions"));

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var policy = (IPositionPolicy)part;
        var (query, shared) = (material.Query(policy), material.Shown(material.KeyValues()));
        var own = ViewShapes.ForEachQuery(shared, query);
        var precise = torch.ScalarType.Float32;
        long[] shape = [.. query.Heads.shape[..3], shared.Positions.shape[1]];
        var (together, each) = (policy.Score(query, shared), policy.Score(query, own));
        Form.Check("what Score returns for shared keys", together, shape, "(B, H, T, S)", precise, query.Heads.device);
        Form.Check("what Score returns for each query's own keys", each, shape, "(B, H, T, K)", precise, query.Heads.device);
        torch.Tensor Of(torch.Tensor scores_BHTS, int row) => material.OfHeld(scores_BHTS[row].narrow(1, 0, material.Row(row).Shown), row);
        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            new("scores of shared keys", Of(together, row), Time: 1),
            new("scores of each query's own keys", Of(each, row), Time: 1),
        ])]);
    }
}
