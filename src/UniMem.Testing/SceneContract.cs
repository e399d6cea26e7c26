using FsCheck;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>What parts promise that are tried on a segment beside a memory. Inherit the contract of a kind, not this.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public abstract class SceneContract<TConfig> : PartContract<TConfig>
    where TConfig : ComponentConfig
{
    private protected sealed override Arbitrary<Situation> Everydays => Scene.Any;

    private protected sealed override IReadOnlyList<Situation> Extremes =>
    [
        new Scene([new(3, 4), new(2, 3)], Slots: 3, Tokens: 4, Scale: 1e4),
        new Scene([new(0, 3), new(0, 2)], Slots: 2, Tokens: 3),
        new Scene([new(0, 1), new(4, 3)], Slots: 4, Tokens: 3, Start: 5),
        new Scene([new(1, 1)], Slots: 1, Tokens: 1),
        new Scene([new(3, 4), new(1, 2)], Slots: 5, Tokens: 4, Start: 10_000_000),
        new Scene([new(2, 0), new(2, 2)], Slots: 2, Tokens: 2),
    ];

    private protected sealed override Situation Another(Situation situation) => ((Scene)situation) with { Seed = ((Scene)situation).Seed + 1 };

    private protected sealed override Answer Ask(object part, Situation situation, Staging staging)
    {
        using var material = new Material((Scene)situation, staging, Context.Model);
        var answer = Ask(part, material, staging);
        return part is IAuxiliaryLoss learner ? answer with { Loss = OwnLoss(learner, material) } : answer;
    }

    /// <summary>The slots that the part has just written; null where it is no writer.</summary>
    private protected virtual MemoryBlock? Written(object part, LayerActivations layer) => null;

    private torch.Tensor? OwnLoss(IAuxiliaryLoss learner, Material material)
    {
        var layer = material.Layer(AtOutput ? ContractSizes.Memory : null);
        var loss = learner.Loss(layer, Written(learner, layer) ?? material.KeyValues());
        if (loss is not null)
        {
            Form.Check("what Loss returns", loss, [], "a scalar", torch.ScalarType.Float32, layer.Input.device);
        }

        return loss;
    }

    /// <summary>Uses the part on the tensors of a scene.</summary>
    private protected abstract Answer Ask(object part, Material material, Staging staging);

    /// <summary>Tries whether something that may not matter does.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="unfelt">What may not matter.</param>
    /// <param name="problem">What is wrong then.</param>
    private protected void TryUnfelt(string rule, Focus unfelt, string problem) => Try(rule, situation =>
    {
        if (Unsteady)
        {
            return;
        }

        for (var row = 0; row < situation.RowCount; row++)
        {
            var last = LastToken(situation, row);
            foreach (var token in unfelt.Later ? new HashSet<long> { 0, last / 2 } : [last])
            {
                if (Felt(situation, unfelt with { Row = row, Token = token }) is { } difference)
                {
                    throw new Violation(rule,
                        FormattableString.Invariant($"row {row}{(unfelt.Later ? $", token {token}" : "")}: {problem} ({difference})."));
                }
            }
        }
    });

    /// <summary>How the result of a row changes with what may not matter to it, in words; null when it does not.</summary>
    private protected string? Felt(Situation situation, Focus focus) => Answer.Difference(
        Use(Fresh(), situation, new Staging(Altered: focus)).Rows[focus.Row], Use(Fresh(), situation).Rows[focus.Row],
        exactly: false, focus.Later ? focus.Token : long.MaxValue - 1);

    private protected static long LastToken(Situation situation, int row = 0) => ((Scene)situation).Rows[row].Shown - 1;
}
