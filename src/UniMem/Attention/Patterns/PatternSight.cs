using TorchSharp;

namespace UniMem.Attention.Patterns;

/// <summary>What a pattern shows, by a kernel where there is one for it.</summary>
internal static class PatternSight
{
    /// <summary>Whether each query sees each key that there is, as bool broadcastable to (B, H, T, S).</summary>
    /// <param name="pattern">Which query sees which key.</param>
    /// <param name="sight">What is known of queries and keys.</param>
    /// <param name="valid_BS">Bool: which keys there are.</param>
    /// <param name="kernel">Evaluates patterns where it can; null for the explicit form.</param>
    public static torch.Tensor Of(AttentionPattern pattern, Sight sight, torch.Tensor valid_BS, IAttentionKernel? kernel) =>
        (kernel is not null && SightProgram.Of(pattern) is { } program ? kernel.See(program, sight, valid_BS) : null)
            ?? pattern.Visible(sight).logical_and(valid_BS.unsqueeze(1).unsqueeze(1));

    /// <summary>The same of a segment's tokens among themselves, none of which sees one that stands behind it.</summary>
    /// <param name="pattern">Which query sees which key.</param>
    /// <param name="sight">What is known of the tokens, in the order of the segment.</param>
    /// <param name="valid_BT">Bool: which of them there are.</param>
    /// <param name="kernel">Evaluates patterns where it can; null for the explicit form.</param>
    public static torch.Tensor OfPast(AttentionPattern pattern, Sight sight, torch.Tensor valid_BT, IAttentionKernel? kernel)
    {
        if (kernel is not null && SightProgram.Of(pattern) is { } program && program.Past() && program.And()
            && kernel.See(program, sight, valid_BT) is { } seen)
        {
            return seen;
        }

        var index_T = torch.arange(valid_BT.shape[1], device: valid_BT.device);
        var past_11TT = index_T.unsqueeze(-1) >= index_T;
        return pattern.Visible(sight).logical_and(past_11TT).logical_and(valid_BT.unsqueeze(1).unsqueeze(1));
    }
}
