using TorchSharp;
using UniMem.Attention;

namespace UniMem.Native;

/// <summary>Attention by libtorch's own fused operators, which GPUs have: several sets of keys in one softmax, each by the operator that takes it.</summary>
/// <remarks>
/// <para>
/// Sources: FlashAttention-2 (Dao 2023, arXiv:2307.08691) and memory-efficient attention (Rabe and Staats 2021, arXiv:2112.05682), as PyTorch
/// has them; the merge of sets and the way back through it as in ring attention (Liu et al. 2023, arXiv:2310.01889): under the log-mass of all
/// sets each set's gradient is that of ordinary attention.
/// </para>
/// <para>
/// The operators are found by name when the program runs, and tried once for each device, type and width of heads: what a libtorch or a GPU
/// lacks goes to the next form, and in the end to <see cref="AttentionCore"/>'s. There is no second derivative.
/// </para>
/// </remarks>
/// <param name="forms">
/// Names of forms, best first: <c>flash</c> (CUDA, bfloat16, no masks but the causal one), <c>efficient</c> (CUDA, float32 and bfloat16),
/// <c>flash_for_cpu</c> (from libtorch 2.2 on), <c>explicit</c> (matrix products, on any device).
/// </param>
public sealed class LibraryAttention(IReadOnlyList<string> forms) : IPartsKernel
{
    /// <summary>Those of a GPU.</summary>
    public LibraryAttention()
        : this(["flash", "efficient"])
    {
    }

    /// <inheritdoc/>
    public bool Takes(KeyPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return FormOf(part) is not null;
    }

    /// <inheritdoc/>
    public AttentionOutput Attend(IReadOnlyList<KeyPart> parts)
    {
        var (values, mass) = NativeLibrary.AttendParts([.. parts.Select(part => (part, FormOf(part)!))]);
        return new(values, mass);
    }

    /// <inheritdoc/>
    public AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGSD, torch.Tensor visible_BHTS)
    {
        var part = new KeyPart(products, values_BGSD, visible_BHTS, Shown.AsMasked);
        return Takes(part) ? Attend([part]) : null;
    }

    private string? FormOf(KeyPart part) => forms.FirstOrDefault(form => NativeLibrary.Takes(part, form));
}
