using TorchSharp;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>Checks the form of a manager's answers, and notes what it was asked.</summary>
/// <param name="manager">The manager.</param>
/// <param name="staging">Where notes go.</param>
internal sealed class WatchedManager(IMemoryManager manager, Staging staging) : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => manager.Capacity;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots)
    {
        staging.Ledger?.Note("positions of slots", slots.Positions);
        staging.Ledger?.Note("validity of slots", slots.Valid);
        staging.Ledger?.Note("ranks from the newest slot", slots.RankFromNewest);
        staging.Ledger?.Note("ranks from the oldest slot", slots.RankFromOldest);
        if (manager is IAttentionManager)
        {
            staging.Ledger?.Note("attention that slots received", slots.Attention);
        }

        var keep = manager.Keep(slots);
        Form.Check("what Keep returns", keep, slots.Valid.shape, "(B, M)", torch.ScalarType.Bool, slots.Valid.device);
        return keep;
    }
}
