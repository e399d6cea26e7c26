using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_pattern")]
public sealed record BrokenPattern : AttentionPattern
{
    private readonly Func<bool> _other = Spoil.EveryOther();

    public required string Rule { get; init; }

    public override AttentionPattern Bind(BuildContext context) => new BrokenPattern { Rule = Rule };

    public override torch.Tensor Visible(Sight sight) => Rule == "state-kept" && _other()
        ? sight.Distance < 2
        : Parts[Rule](sight);

    internal static IReadOnlyDictionary<string, Func<Sight, torch.Tensor>> Parts { get; } = new Dictionary<string, Func<Sight, torch.Tensor>>
    {
        ["future-seen"] = sight => sight.Query.amax([2], keepdim: true) - sight.Key < 6,
        ["rows-mixed"] = sight => sight.Distance < sight.Key.max().remainder(7),
        ["inputs-changed"] = sight =>
        {
            sight.Key.add_(1);
            return Near(sight);
        },
        ["state-kept"] = Near,
        ["nondeterministic"] = sight => Near(sight).logical_and(torch.rand(sight.Key.shape) > 0.5),
        ["tensors-leaked"] = sight => Near(sight).DetachFromDisposeScope(),
        ["wrong-shape"] = sight => Near(sight).squeeze(1),
        ["wrong-type"] = sight => Near(sight).to_type(torch.ScalarType.Int64),
        ["exception-thrown"] = sight =>
        {
            Spoil.Pairs(sight.Key);
            return Near(sight);
        },
        ["not-finite"] = sight => Near(sight).logical_and(Spoil.FromTable(sight.Key) > 0),
    };

    private static torch.Tensor Near(Sight sight) => sight.Distance < 5;
}
