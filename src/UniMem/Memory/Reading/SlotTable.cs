using TorchSharp;

namespace UniMem.Memory.Reading;

/// <summary>Picks slots for each query out of one table of all rows, groups and slots.</summary>
/// <remarks>
/// One <c>index_select</c> on the flattened table: a <c>gather</c> on an expanded (B, H, T, M, D) view would materialise the expansion when
/// it is differentiated.
/// </remarks>
public static class SlotTable
{
    /// <summary>Where the slots stand in the flattened table.</summary>
    /// <param name="table">(B, G, M, ...).</param>
    /// <param name="columns_BHTK">(B, H, T, K) int64: columns along M; G divides H.</param>
    /// <returns>(B * H * T * K) int64.</returns>
    public static torch.Tensor Locate(torch.Tensor table, torch.Tensor columns_BHTK)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns_BHTK);
        var (rows, groups, slots) = (table.shape[0], table.shape[1], table.shape[2]);
        var heads = columns_BHTK.shape[1];
        var row_B1 = torch.arange(rows, device: table.device).unsqueeze(1) * groups;
        var group_1H = torch.arange(heads, device: table.device).div(heads / groups, torch.RoundingMode.floor).unsqueeze(0);
        return (columns_BHTK + ((row_B1 + group_1H) * slots).unsqueeze(-1).unsqueeze(-1)).flatten();
    }

    /// <summary>The vectors of the slots, (B, H, T, K, D).</summary>
    /// <param name="table">(B, G, M, D).</param>
    /// <param name="slots">What <see cref="Locate"/> says.</param>
    /// <param name="shape">B, H, T, K.</param>
    public static torch.Tensor Pick(torch.Tensor table, torch.Tensor slots, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(table);
        var width = table.shape[3];
        return table.reshape(-1, width).index_select(0, slots).view([.. shape, width]);
    }
}
