using TorchSharp;
using UniMem.Attention.Patterns;

namespace UniMem.Attention;

/// <summary>Softmax attention whose scores are scaled products, computed by other means than <see cref="AttentionCore"/>'s explicit form.</summary>
/// <remarks>Both must agree in values and gradients to rounding; what a kernel saves is time and the memory that scores would take.</remarks>
public interface IAttentionKernel
{
    /// <summary>Attends to one set of keys.</summary>
    /// <param name="products">What is multiplied, and by how much the products are scaled.</param>
    /// <param name="values_BGSD">(B, G, S, D), of the queries' type.</param>
    /// <param name="visible_BHTS">Bool, broadcastable to (B, H, T, S): which query sees which key.</param>
    /// <returns>
    /// Values in the type of the queries and log-mass in float32 or better, both with gradients; null when the kernel is not made for such
    /// tensors, as on another device.
    /// </returns>
    AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGSD, torch.Tensor visible_BHTS);

    /// <summary>As <see cref="AttentionOutput.Merge"/>, in one pass.</summary>
    /// <param name="one">Attention to some keys.</param>
    /// <param name="other">Attention of the same queries to others.</param>
    /// <returns>Null when the kernel is not made for such tensors, or does not merge.</returns>
    AttentionOutput? Merge(AttentionOutput one, AttentionOutput other) => null;

    /// <summary>As <see cref="Attention.Turn.Of"/>, in one pass.</summary>
    /// <param name="heads_BHSD">(B, H, S, D).</param>
    /// <param name="turn">The rotation; (1 or B, 1, S, D/2).</param>
    /// <returns>Null when the kernel is not made for such tensors, or does not rotate.</returns>
    torch.Tensor? Turn(torch.Tensor heads_BHSD, Turn turn) => null;

    /// <summary>What a pattern shows of the keys that there are, in one pass.</summary>
    /// <param name="program">The pattern's questions.</param>
    /// <param name="sight">What is known of queries and keys.</param>
    /// <param name="valid_BS">Bool: which keys there are.</param>
    /// <returns>Bool, (B, 1, T, S); null when the kernel is not made for such tensors, or answers no questions.</returns>
    torch.Tensor? See(SightProgram program, Sight sight, torch.Tensor valid_BS) => null;
}
