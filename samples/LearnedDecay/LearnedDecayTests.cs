using UniMem.Attention;
using UniMem.Components;
using UniMem.Models;
using UniMem.Testing;

namespace LearnedDecay.Tests;

/// <summary>What every position policy promises, and this one's formula.</summary>
public sealed class LearnedDecayTests : PositionPolicyContract<LearnedDecayConfig>
{
    [Test]
    public void Score_AtFirst_IsTheScaledProductLessAlibisSlopeTimesTheAge()
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var model = new ModelConfig { Width = 16, Heads = 4 };
        var policy = (LearnedDecay)new LearnedDecayConfig { InitialScale = 3 }.Build(
            new BuildContext { Model = model, Segment = 2, Seed = 1, Numerics = new(torch.CPU, torch.ScalarType.Float64), Rotary = new(4, 10000) });
        var (heads, keys) = (torch.randn(1, 4, 2, 4, torch.ScalarType.Float64), torch.randn(1, 4, 3, 4, torch.ScalarType.Float64));
        var query = new AttentionQuery(heads, torch.tensor(new long[] { 10, 11 }).unsqueeze(0), torch.full([1, 1], 10, torch.ScalarType.Int64), policy);
        var positions = torch.tensor(new long[] { 3, 7, 9 }).unsqueeze(0);
        var scores = policy.Score(query, new SharedView
        {
            Keys = keys,
            Values = keys,
            Positions = positions,
            RankFromNewest = positions,
            Visible = torch.ones([1, 1, 1, 3], torch.ScalarType.Bool),
        });

        for (var head = 0; head < 4; head++)
        {
            for (var time = 0; time < 2; time++)
            {
                for (var key = 0; key < 3; key++)
                {
                    var product = (heads[0, head, time] * keys[0, head, key]).sum().ToDouble() / 2;
                    var age = 10 + time - positions[0, key].ToInt64();
                    Assert.That(scores[0, head, time, key].ToDouble(), Is.EqualTo(product - (3 * Math.Pow(2, -2 * (head + 1)) * age)).Within(1e-9));
                }
            }
        }

        policy.Dispose();
    }
}
