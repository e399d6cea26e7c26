using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Native;

/// <summary>Attention on the CPU by tiles: scores are never held whole, tiles that no query sees are skipped.</summary>
/// <remarks>
/// <para>
/// Source: FlashAttention (Dao et al. 2022, arXiv:2205.14135, algorithms 1 and 4). Departs from it in having the log-mass as a second result
/// with a gradient of its own, so that attention to several sets of keys merges exactly and differentiably.
/// </para>
/// <para>
/// float32, float64 and bfloat16. The last is widened as it is read, rotated in float32 and rounded once where results are written; scores, softmax
/// and sums are float32, so scores are rounded less than the explicit form's. Where the processor multiplies pairs of bfloat16 (AVX512_BF16), rotated
/// vectors, weights and gradients of scores are rounded to bfloat16 as factors of products; elsewhere they are not, and results differ by as much.
/// Results do not depend on the number of threads. There is no second derivative.
/// </para>
/// </remarks>
public sealed class FusedAttention : IAttentionKernel
{
    /// <summary>Whether the native library is here: it is built where libtorch is that of the system.</summary>
    public static bool IsAvailable => NativeLibrary.IsAvailable;

    /// <inheritdoc/>
    public AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGSD, torch.Tensor visible_BHTS)
    {
        ArgumentNullException.ThrowIfNull(products);
        ArgumentNullException.ThrowIfNull(values_BGSD);
        ArgumentNullException.ThrowIfNull(visible_BHTS);
        var queries = products.AskedBy.Plain;
        if (queries.device_type != DeviceType.CPU || !IsKnown(queries.dtype))
        {
            return null;
        }

        var (values, mass) = NativeLibrary.Attend(products, values_BGSD, visible_BHTS);
        return new(values, mass);
    }

    /// <inheritdoc/>
    public AttentionOutput? Merge(AttentionOutput one, AttentionOutput other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var (left, right) = (one.Values, other.Values);
        if (left.device_type != DeviceType.CPU || right.dtype != left.dtype || !IsKnown(left.dtype))
        {
            return null;
        }

        var (values, mass) = NativeLibrary.Merge(one, other);
        return new(values, mass);
    }

    /// <inheritdoc/>
    public torch.Tensor? Turn(torch.Tensor heads_BHSD, Turn turn)
    {
        ArgumentNullException.ThrowIfNull(heads_BHSD);
        ArgumentNullException.ThrowIfNull(turn);
        return heads_BHSD.device_type == DeviceType.CPU && IsKnown(heads_BHSD.dtype)
            ? NativeLibrary.Turn(heads_BHSD, turn)
            : null;
    }

    /// <inheritdoc/>
    public torch.Tensor? See(SightProgram program, Sight sight, torch.Tensor valid_BS)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(sight);
        ArgumentNullException.ThrowIfNull(valid_BS);
        return valid_BS.device_type == DeviceType.CPU ? NativeLibrary.See(program.Code, sight, valid_BS) : null;
    }

    private static bool IsKnown(torch.ScalarType type) =>
        type is torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.BFloat16;
}
