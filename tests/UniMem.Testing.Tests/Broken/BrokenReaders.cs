using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_reader")]
public sealed record BrokenReader : ReaderConfig
{
    public required string Rule { get; init; }

    public override IMemoryReader Build(BuildContext context) => Parts[Rule]();

    internal static IReadOnlyDictionary<string, Func<IMemoryReader>> Parts { get; } = new Dictionary<string, Func<IMemoryReader>>
    {
        ["slots-invented"] = () => Views((all, _) => all with { Keys = all.Keys.mean([2], keepdim: true).expand(all.Keys.shape) }),
        ["slots-doubled"] = () => new Reading((held, _) => [All(held), All(held)]),
        ["cost-understated"] = () => new Reading((held, _) => [All(held)], (_, _) => default),
        ["future-seen"] = () => Views((all, query) => Where(all, Mean(query) > 0)),
        ["forgotten-seen"] = () => Views((all, _) => Where(all, all.Keys.mean([1, 2, 3], keepdim: true) > 0)),
        ["rows-mixed"] = () => Views((all, _) => Where(all, all.Visible.sum().remainder(2) == 0)),
        ["inputs-changed"] = () => Views((all, query) =>
        {
            query.Heads.mul_(1.5);
            return all;
        }),
        ["state-kept"] = () =>
        {
            var other = Spoil.EveryOther();
            return Views((all, _) => other() ? Where(all, torch.zeros([1], torch.ScalarType.Bool)) : all);
        },
        ["nondeterministic"] = () => Views((all, _) => Where(all, torch.rand(all.Visible.shape) > 0.5)),
        ["tensors-leaked"] = () => Views((all, _) => all with { Keys = Spoil.Kept(all.Keys) }),
        ["wrong-shape"] = () => Views((all, _) => all with { Positions = all.Positions.unsqueeze(1) }),
        ["wrong-type"] = () => Views((all, _) => all with { Keys = all.Keys.to_type(torch.ScalarType.Float32) }),
        ["exception-thrown"] = () => Views((all, query) =>
        {
            Spoil.Pairs(query.Heads);
            return all;
        }),
        ["not-finite"] = () => Views((all, _) => Where(all, Spoil.FromTable(all.Positions).unsqueeze(1).unsqueeze(1) > 0)),
        ["gradient-cut"] = () => Views((all, _) => all with { Keys = all.Keys.detach() }),
        ["gradient-leaked"] = () => Views((all, _) => all with { Values = Spoil.Straight(all.Values, all.Values.sum(2, keepdim: true)) }),
    };

    private static SharedView All(MemoryBlock held) => new()
    {
        Keys = held.Keys,
        Values = held.Values,
        Positions = held.Positions,
        RankFromNewest = SlotRanks.Of(held.Valid).FromNewest,
        Visible = held.Valid.unsqueeze(1).unsqueeze(1),
    };

    private static Reading Views(Func<SharedView, AttentionQuery, SharedView> change) => new((held, query) => [change(All(held), query)]);

    private static SharedView Where(SharedView view, torch.Tensor seen) => view with { Visible = view.Visible.logical_and(seen) };

    /// <summary>(B, 1, 1, 1): mean over the tokens of a row that are text, the later ones included.</summary>
    private static torch.Tensor Mean(AttentionQuery query) =>
        query.Heads.masked_fill((query.Positions < 0).unsqueeze(1).unsqueeze(-1), 0).mean([1, 2, 3], keepdim: true);

    private sealed class Reading(
        Func<MemoryBlock, AttentionQuery, IReadOnlyList<MemoryView>> read, Func<long, QuerySpan, ReadCost>? cost = null) : IMemoryReader
    {
        public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query) => read(held, query);

        public ReadCost Cost(long slots, QuerySpan queries) => cost?.Invoke(slots, queries) ?? new(0, slots);
    }
}
