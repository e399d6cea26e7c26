using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Testing.Tests.Broken;

/// <summary>A manager of four slots whose decision is given.</summary>
public sealed class Deciding(Func<SlotView, torch.Tensor> keep, long capacity = 4) : IMemoryManager
{
    public long Capacity => capacity;

    public torch.Tensor Keep(SlotView slots) => keep(slots);
}

[Component("keeps_one_too_many"), Breaks("capacity-exceeded")]
public sealed record KeepsOneTooMany : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => slots.RankFromNewest <= 4);
}

[Component("keeps_nothing"), Breaks("slots-lost")]
public sealed record KeepsNothing : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => torch.zeros_like(slots.Valid));
}

[Component("keeps_fewer_when_counted"), Breaks("counts-disagree")]
public sealed record KeepsFewerWhenCounted : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Counted();

    private sealed class Counted : IAgeManager
    {
        public long Capacity => 4;

        public long KeepNewest(long held, long incoming) => held > 0 ? 3 : 4;

        public torch.Tensor Keep(SlotView slots) => slots.RankFromNewest < 4;
    }
}

[Component("looks_at_the_fullest_row"), Breaks("rows-mixed")]
public sealed record LooksAtTheFullestRow : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) =>
        new Deciding(slots => slots.RankFromNewest < (slots.Count.max().ToInt64() > 4 ? 3 : 4));
}

[Component("adds_in_place"), Breaks("inputs-changed")]
public sealed record AddsInPlace : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots =>
    {
        slots.RankFromOldest.add_(1);
        return slots.RankFromNewest < 4;
    });
}

[Component("counts_its_calls"), Breaks("state-kept")]
public sealed record CountsItsCalls : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Counting();

    private sealed class Counting : IMemoryManager
    {
        private int _calls;

        public long Capacity => 4;

        public torch.Tensor Keep(SlotView slots) => slots.RankFromNewest < (++_calls % 2 == 0 ? 3 : 4);
    }
}

[Component("draws_lots"), Breaks("nondeterministic")]
public sealed record DrawsLots : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) =>
        new Deciding(slots => (slots.RankFromNewest < 4).logical_and(torch.rand(slots.Valid.shape) > 0.5));
}

[Component("keeps_the_mask_alive"), Breaks("tensors-leaked")]
public sealed record KeepsTheMaskAlive : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) =>
        new Deciding(slots => (slots.RankFromNewest < 4).DetachFromDisposeScope());
}

[Component("one_answer_for_all_rows"), Breaks("wrong-shape")]
public sealed record OneAnswerForAllRows : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => (slots.RankFromNewest < 4).narrow(0, 0, 1));
}

[Component("answers_in_numbers"), Breaks("wrong-type")]
public sealed record AnswersInNumbers : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) =>
        new Deciding(slots => (slots.RankFromNewest < 4).to_type(torch.ScalarType.Int64));
}

[Component("pairs_rows"), Breaks("exception-thrown")]
public sealed record PairsRows : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => slots.Valid.shape[0] != 3
        ? slots.RankFromNewest < 4
        : throw new InvalidOperationException("three rows cannot be paired"));
}

[Component("has_a_table_of_places"), Breaks("not-finite")]
public sealed record HasATableOfPlaces : ManagerConfig
{
    public override IMemoryManager Build(BuildContext context) => new Deciding(slots =>
        (slots.RankFromNewest < 4).logical_and(torch.ones(slots.Valid.shape[0], 4096).gather(1, slots.Positions.clamp_min(0)) > 0));
}

[Component("grows_when_read"), Breaks("settings-lost")]
public sealed record GrowsWhenRead : ManagerConfig
{
    public bool Loose { get; init => field = !value; }

    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => slots.RankFromNewest < 4);
}

[Component("takes_any_capacity"), Breaks("settings-unchecked")]
public sealed record TakesAnyCapacity : ManagerConfig
{
    public long Capacity { get; init; } = 4;

    public override IMemoryManager Build(BuildContext context) => new Deciding(slots => slots.RankFromNewest < Capacity, Capacity);
}
