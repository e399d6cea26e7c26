using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>Which slots of a memory each query sees through a reader's views.</summary>
/// <param name="held">The memory.</param>
/// <param name="query">The queries.</param>
internal sealed class SlotsSeen(MemoryBlock held, AttentionQuery query)
{
    private readonly long[] _shape = [query.Heads.shape[0], query.Heads.shape[1], query.Heads.shape[2]];
    private torch.Tensor? _times_BHTM;

    /// <summary>(H, T, M) int64: how often each query of a row sees each slot.</summary>
    public torch.Tensor Of(int row) => Times[row];

    /// <summary>Adds what a view shows.</summary>
    /// <exception cref="Violation">It shows something that is no slot of the row.</exception>
    public void Add(MemoryView view)
    {
        var (keys, values, positions_BHTK, ranks_BHTK) = Expanded(view);
        var visible_BHTK = view.Visible.expand(positions_BHTK.shape);
        var slots_B111M = (held.Positions + 0).masked_fill(held.Valid.logical_not(), -2).view(_shape[0], 1, 1, 1, -1);
        var match = (positions_BHTK.unsqueeze(-1) == slots_B111M).logical_and(visible_BHTK.unsqueeze(-1));
        if (visible_BHTK.logical_and(match.any(-1).logical_not()).any().ToBoolean())
        {
            throw new Violation("slots-invented", "a query sees a key whose position is that of no slot its row holds.");
        }

        var column_BHTK1 = match.to_type(torch.ScalarType.Int64).argmax(-1).unsqueeze(-1);
        Same("key", keys, PerHead(held.Keys), column_BHTK1, visible_BHTK);
        Same("value", values, PerHead(held.Values), column_BHTK1, visible_BHTK);
        var rank = PerSlot(SlotRanks.Of(held.Valid).FromNewest.view(_shape[0], 1, 1, -1, 1), column_BHTK1).squeeze(-1);
        if (rank.ne(ranks_BHTK).logical_and(visible_BHTK).any().ToBoolean())
        {
            throw new Violation("slots-invented",
                "a query sees a slot under another rank than it has in the memory; RankFromNewest counts newer slots of the row.");
        }

        _times_BHTM = Times + match.sum(-2);
    }

    /// <summary>Checks what all views together show.</summary>
    /// <param name="cost">What the reader says it costs.</param>
    /// <param name="dense">Whether the memory has no gaps, so that the stated cost must hold.</param>
    public void Check(ReadCost cost, bool dense)
    {
        if (Times.max().ToInt64() > 1)
        {
            throw new Violation("slots-doubled",
                $"a query sees one slot {Times.max().ToInt64()} times, so it counts that often in the softmax.");
        }

        var most = Times.sum(-1).max().ToInt64();
        if (dense && most > cost.Attended)
        {
            throw new Violation("cost-understated",
                $"a query attends to {most} slots of {held.Slots}, and Cost says Attended = {cost.Attended}.");
        }
    }

    private torch.Tensor Times => _times_BHTM ??= torch.zeros([.. _shape, held.Slots], torch.ScalarType.Int64, held.Valid.device);

    private (torch.Tensor Keys, torch.Tensor Values, torch.Tensor Positions, torch.Tensor Ranks) Expanded(MemoryView view)
    {
        if (view is PerQueryView own)
        {
            return (own.Keys, own.Values, own.Positions, own.RankFromNewest);
        }

        var shared = (SharedView)view;
        torch.Tensor Each(torch.Tensor x_BS) => x_BS.view(x_BS.shape[0], 1, 1, -1).expand([.. _shape, x_BS.shape[1]]);
        torch.Tensor Heads(torch.Tensor x_BGSD) => PerHead(x_BGSD).expand([.. _shape, x_BGSD.shape[2], x_BGSD.shape[3]]);
        return (Heads(shared.Keys), Heads(shared.Values), Each(shared.Positions), Each(shared.RankFromNewest));
    }

    /// <summary>(B, H, 1, M, D) of (B, G, M, D).</summary>
    private torch.Tensor PerHead(torch.Tensor x_BGMD)
    {
        var (groups, slots, width) = (x_BGMD.shape[1], x_BGMD.shape[2], x_BGMD.shape[3]);
        return x_BGMD.unsqueeze(2).expand(-1, -1, _shape[1] / groups, -1, -1).reshape(_shape[0], _shape[1], 1, slots, width);
    }

    private torch.Tensor PerSlot(torch.Tensor x_BH1MD, torch.Tensor column_BHTK1)
    {
        var width = x_BH1MD.shape[4];
        return x_BH1MD.expand([.. _shape, held.Slots, width]).gather(3, column_BHTK1.expand([.. column_BHTK1.shape[..4], width]));
    }

    private void Same(string name, torch.Tensor seen, torch.Tensor x_BH1MD, torch.Tensor column_BHTK1, torch.Tensor visible_BHTK)
    {
        if (seen.ne(PerSlot(x_BH1MD, column_BHTK1)).any(-1).logical_and(visible_BHTK).any().ToBoolean())
        {
            throw new Violation("slots-invented",
                $"a query sees a {name} that is not that of the slot at its position. Readers choose; writers and Recall make.");
        }
    }
}
