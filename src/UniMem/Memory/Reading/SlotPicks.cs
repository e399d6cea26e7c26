using TorchSharp;
using UniMem.Attention;

namespace UniMem.Memory.Reading;

/// <summary>Slots of one table, each query's own.</summary>
/// <param name="Table">Every slot; its mask is not looked at.</param>
/// <param name="Columns">(B, H, T, K) int64: columns of the table.</param>
public sealed record SlotPicks(SharedView Table, torch.Tensor Columns)
{
    /// <summary>The vectors of the slots, (B, H, T, K, D).</summary>
    /// <param name="table_BGMD">Keys or values of the table.</param>
    public torch.Tensor Of(torch.Tensor table_BGMD) => SlotTable.Pick(table_BGMD, SlotTable.Locate(table_BGMD, Columns), Columns.shape);

    /// <summary>What a row knows of the slots, (B, H, T, K).</summary>
    /// <param name="table_BM">One number a slot.</param>
    public torch.Tensor OfRows(torch.Tensor table_BM)
    {
        ArgumentNullException.ThrowIfNull(table_BM);
        return table_BM.flatten().index_select(0, SlotTable.Locate(table_BM.unsqueeze(1), Columns)).view(Columns.shape);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"SlotPicks({string.Join(" x ", Columns.shape)} of {Table})";
}
