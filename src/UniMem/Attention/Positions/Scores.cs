using TorchSharp;

namespace UniMem.Attention.Positions;

/// <summary>What policies do alike with products of queries and keys.</summary>
internal static class Scores
{
    /// <summary>The type in which scores are summed: float32, or float64 where that is what the model computes in.</summary>
    public static torch.ScalarType Precise(AttentionQuery query) =>
        query.Heads.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;

    /// <summary>Products in the precise type, divided by the root of the head's width.</summary>
    public static torch.Tensor Scaled(torch.Tensor products, AttentionQuery query) =>
        products.to_type(Precise(query)) * Scale(query);

    /// <summary>Inverse root of the head's width.</summary>
    public static double Scale(AttentionQuery query) => 1.0 / Math.Sqrt(query.Heads.shape[^1]);
}
