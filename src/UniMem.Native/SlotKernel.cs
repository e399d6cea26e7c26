using TorchSharp;
using UniMem.Attention;

namespace UniMem.Native;

/// <summary>Exact search by tiles of keys, of which no more scores are kept than can be among the best; attention without copies of what is found.</summary>
/// <remarks>
/// float32 and float64; keys in bfloat16 are widened as they are read, so their products are rounded less than the explicit form's. Results do
/// not depend on the number of threads. There is no second derivative.
/// </remarks>
public sealed class SlotKernel : ISlotKernel
{
    /// <summary>Whether the native library is here: it is built where libtorch is that of the system.</summary>
    public static bool IsAvailable => NativeLibrary.IsAvailable;

    /// <inheritdoc/>
    public FoundSlots? Search(ScaledProducts products, torch.Tensor? visible, long first, FoundSlots found)
    {
        ArgumentNullException.ThrowIfNull(products);
        ArgumentNullException.ThrowIfNull(found);
        if (products.Queries.device_type != DeviceType.CPU)
        {
            return null;
        }

        using var _ = torch.no_grad();
        var (scores, columns) = (found.Scores.clone(), found.Columns.clone());
        NativeLibrary.Search(Precise(products.Queries), products.Keys, visible, products.Scale, first, scores, columns);
        return new(scores, columns);
    }

    /// <inheritdoc/>
    public AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGMD, torch.Tensor columns_BHTK, torch.Tensor visible_BHTK)
    {
        ArgumentNullException.ThrowIfNull(products);
        ArgumentNullException.ThrowIfNull(values_BGMD);
        ArgumentNullException.ThrowIfNull(columns_BHTK);
        ArgumentNullException.ThrowIfNull(visible_BHTK);
        if (products.Queries.device_type != DeviceType.CPU)
        {
            return null;
        }

        var (values, mass) = NativeLibrary.AttendPicks(
            Precise(products.Queries), products.Keys, values_BGMD, columns_BHTK, visible_BHTK, products.Scale);
        return new(values.dtype == products.Queries.dtype ? values : values.to_type(products.Queries.dtype), mass);
    }

    /// <inheritdoc/>
    public ISlotIndex Index(long chunk, long lists, torch.ScalarType type) => new SlotLists(chunk, lists, type);

    private static torch.Tensor Precise(torch.Tensor queries) =>
        queries.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64 ? queries : queries.to_type(torch.ScalarType.Float32);
}
