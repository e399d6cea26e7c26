using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_policy")]
public sealed record BrokenPolicy : PositionPolicyConfig
{
    public required string Rule { get; init; }

    public override IPositionPolicy Build(BuildContext context) => Made(Rule, context);

    internal static IPositionPolicy Made(string rule, BuildContext context) => rule == "views-disagree"
        ? new Scoring(new Unrotated(context.Rotary), (scores, _, _) => scores, shareAlone: true)
        : new Scoring(new Unrotated(context.Rotary), Parts[rule]());

    /// <summary>What becomes of scores, (B, H, T, S), given queries and keys as each query has them, (B, H, T, S, D) and (B, 1 or H, 1 or T, S).</summary>
    internal static IReadOnlyDictionary<string, Func<Func<torch.Tensor, AttentionQuery, Keys, torch.Tensor>>> Parts { get; } =
        new Dictionary<string, Func<Func<torch.Tensor, AttentionQuery, Keys, torch.Tensor>>>
        {
            ["views-disagree"] = () => (scores, _, _) => scores,
            ["position-drift"] = () => (scores, _, keys) => scores + (keys.Positions.to_type(torch.ScalarType.Float32) * 0.1),
            ["future-seen"] = () => (scores, query, _) => scores * Shown(query).mean([1, 2, 3], keepdim: true),
            ["forgotten-seen"] = () => (scores, _, keys) => scores + (scores * keys.Vectors.mean([-2, -1]).unsqueeze(-1)),
            ["rows-mixed"] = () => (scores, query, _) => scores * query.Positions.shape[0],
            ["inputs-changed"] = () => (scores, query, _) =>
            {
                query.Positions.add_(1);
                return scores;
            },
            ["state-kept"] = () =>
            {
                var calls = 0;
                return (scores, _, _) => scores * (1 + (calls++ / 2));
            },
            ["nondeterministic"] = () => (scores, _, _) => scores + (torch.rand(1) * scores),
            ["tensors-leaked"] = () => (scores, _, _) => Spoil.Kept(scores),
            ["wrong-shape"] = () => (scores, _, _) => scores.sum([1]),
            ["wrong-type"] = () => (scores, query, _) => scores.to_type(query.Heads.dtype),
            ["exception-thrown"] = () => (scores, query, _) =>
            {
                Spoil.Pairs(query.Heads);
                return scores;
            },
            ["not-finite"] = () => (scores, _, _) => scores.pow(9) * 1e-6,
            ["gradient-cut"] = () => (scores, _, _) => scores.detach(),
            ["gradient-leaked"] = () => (scores, query, _) => Spoil.Straight(scores, query.Heads.sum([1, 2, 3], keepdim: true)),
        };

    private static torch.Tensor Shown(AttentionQuery query) => query.Heads.masked_fill((query.Positions < 0).unsqueeze(1).unsqueeze(-1), 0);

    internal sealed record Keys(torch.Tensor Vectors, torch.Tensor Positions);

    private sealed class Scoring(
        IPositionPolicy exact, Func<torch.Tensor, AttentionQuery, Keys, torch.Tensor> change, bool shareAlone = false) : IPositionPolicy
    {
        public torch.Tensor Score(AttentionQuery query, SharedView keys)
        {
            var (heads, groups) = (query.Heads.shape[1], keys.Keys.shape[1]);
            var vectors = keys.Keys.unsqueeze(2).expand(-1, -1, heads / groups, -1, -1).flatten(1, 2).unsqueeze(2);
            var scores = change(exact.Score(query, keys), query, new(vectors, keys.Positions.unsqueeze(1).unsqueeze(1)));
            return shareAlone ? scores * 2 : scores;
        }

        public torch.Tensor Score(AttentionQuery query, PerQueryView keys) => change(exact.Score(query, keys), query, new(keys.Keys, keys.Positions));
    }
}
