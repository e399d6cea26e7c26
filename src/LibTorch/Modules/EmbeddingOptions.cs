using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>How an embedding looks rows up.</summary>
/// <param name="PaddingIndex">The row that gets no gradient, from the end if negative; null for none.</param>
/// <param name="MaxNorm">The norm to which rows are shortened, in place, when they are looked up; null for none.</param>
/// <param name="NormType">The p of that norm.</param>
/// <param name="ScaleByFrequency">Whether a row's gradient is divided by how often it was looked up.</param>
/// <param name="Sparse">Whether the gradient is sparse.</param>
internal sealed record EmbeddingOptions(long? PaddingIndex, double? MaxNorm, double NormType, bool ScaleByFrequency, bool Sparse)
{
    internal Tensor Look(Tensor indices, Tensor table)
    {
        if (MaxNorm is { } norm)
        {
            using var _ = no_grad();
            Ops.InPlace("aten::embedding_renorm_", table, indices, norm, NormType);
        }

        // The operator's own "none" is -1, so a position from the end is made one from the start.
        var padding = PaddingIndex is < 0 ? table.size(0) + PaddingIndex.Value : PaddingIndex ?? -1;
        return Ops.Call("aten::embedding", table, indices, padding, ScaleByFrequency, Sparse);
    }
}
