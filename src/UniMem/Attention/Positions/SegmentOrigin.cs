using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Positions;

/// <summary>Every key stands at the segment's first token, however old it is.</summary>
/// <remarks>
/// Source: the released code of UniMem (Fang et al. 2024, arXiv:2402.03009), where it is called pos0; the same idea as in LongLLaMA
/// (Tworkowski et al. 2023, arXiv:2307.03170).
/// </remarks>
[Component("origin")]
public sealed record SegmentOriginConfig : PositionPolicyConfig
{
    /// <summary>
    /// Whether keys stand at the first token of the whole sequence, memory tokens included, as in the released code, where these shift the text;
    /// false for the first token of text. It matters only beside memory tokens.
    /// </summary>
    public bool OfSequence { get; init; }

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => new SegmentOrigin(context.Turning(), OfSequence);
}

/// <inheritdoc cref="SegmentOriginConfig"/>
/// <param name="Rotary">The rotation.</param>
/// <param name="OfSequence">Whether the origin is the first of all tokens, memory tokens included.</param>
public sealed record SegmentOrigin(RotaryEmbedding Rotary, bool OfSequence = false) : RotaryPolicy(Rotary)
{
    /// <inheritdoc/>
    protected override torch.Tensor? QueryPlace(AttentionQuery query) =>
        query.Positions - (OfSequence ? query.Positions.narrow(1, 0, 1) : query.Origin);

    /// <inheritdoc/>
    protected override torch.Tensor? KeyPlace(
        AttentionQuery query, torch.Tensor positions, torch.Tensor rankFromNewest, torch.Tensor origin) => null;
}
