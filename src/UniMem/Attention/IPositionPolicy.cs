using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention;

/// <summary>Scores keys against queries: owns rotation, bias and scale, and says where keys stand relative to the segment.</summary>
/// <remarks>A policy that learns is an <c>nn.Module</c>. Policies that are equal score equally, and their keys are scored together.</remarks>
public interface IPositionPolicy
{
    /// <summary>Scores of one set of keys for all queries.</summary>
    /// <returns>(B, H, T, S) in the precise type, scaled, not masked.</returns>
    torch.Tensor Score(AttentionQuery query, SharedView keys);

    /// <summary>Scores of each query's own keys.</summary>
    /// <returns>(B, H, T, K) in the precise type, scaled, not masked.</returns>
    torch.Tensor Score(AttentionQuery query, PerQueryView keys);

    /// <summary>What is multiplied for the scores of one set of keys, where they are scaled products and nothing else: kernels can take them.</summary>
    /// <returns>Products that <see cref="Score(AttentionQuery, SharedView)"/> equals; null where a bias or a second term is added.</returns>
    ScaledProducts? Products(AttentionQuery query, SharedView keys) => null;

    /// <summary>Floating-point operations of matrix products for positions, besides the product of queries with keys; for one row.</summary>
    /// <param name="queries">Queries of each head.</param>
    /// <param name="keys">Keys that each of them is scored against.</param>
    double PositionFlops(long queries, long keys) => 0;
}

/// <summary>Kind of component: where keys stand relative to the segment, and how they are scored.</summary>
public abstract record PositionPolicyConfig : ComponentConfig
{
    /// <summary>Builds the policy of one layer.</summary>
    public abstract IPositionPolicy Build(BuildContext context);
}
