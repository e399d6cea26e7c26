using TorchSharp;

namespace UniMem.Memory;

/// <summary>Where each slot stands among the valid slots of its row.</summary>
/// <param name="FromOldest">(B, M) int64: valid slots of the row that are older; meaningless where not valid.</param>
/// <param name="FromNewest">(B, M) int64: valid slots of the row that are newer; meaningless where not valid.</param>
/// <param name="Count">(B, 1) int64: valid slots of the row.</param>
public sealed record SlotRanks(torch.Tensor FromOldest, torch.Tensor FromNewest, torch.Tensor Count)
{
    /// <summary>The ranks of slots that stand oldest first.</summary>
    /// <param name="valid_BM">(B, M) bool.</param>
    public static SlotRanks Of(torch.Tensor valid_BM)
    {
        ArgumentNullException.ThrowIfNull(valid_BM);
        var order_BM = valid_BM.cumsum(1, torch.ScalarType.Int64);
        var count_B1 = order_BM.narrow(1, valid_BM.shape[1] - 1, 1);
        return new(order_BM - 1, count_B1 - order_BM, count_B1);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"SlotRanks({string.Join(" x ", FromOldest.shape)})";
}
