using TorchSharp;

namespace UniMem.Attention;

/// <summary>Scores that are products of queries and keys times a number, and nothing else.</summary>
/// <param name="AskedBy">(B, H, T, D), with the rotation they are scored under.</param>
/// <param name="Asked">(B, G, S, D), likewise.</param>
/// <param name="Scale">Factor of each product.</param>
public sealed record ScaledProducts(TurnedHeads AskedBy, TurnedHeads Asked, double Scale)
{
    /// <param name="queries">(B, H, T, D), multiplied as they are.</param>
    /// <param name="keys">(B, G, S, D), likewise.</param>
    /// <param name="scale">Factor of each product.</param>
    public ScaledProducts(torch.Tensor queries, torch.Tensor keys, double scale)
        : this(new TurnedHeads(queries, null), new TurnedHeads(keys, null), scale)
    {
    }

    /// <summary>(B, H, T, D), rotated where the policy rotates.</summary>
    public torch.Tensor Queries => AskedBy.Turned;

    /// <summary>(B, G, S, D), likewise.</summary>
    public torch.Tensor Keys => Asked.Turned;

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"ScaledProducts({string.Join(" x ", AskedBy.Plain.shape)}, {string.Join(" x ", Asked.Plain.shape)})";
}
