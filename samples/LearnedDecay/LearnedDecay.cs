using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Components;

namespace LearnedDecay;

/// <summary>Scores by content, less the age of the key times a rate that each head learns: how fast memory fades.</summary>
/// <remarks>
/// Source: the linear biases of ALiBi (Press et al. 2022, arXiv:2108.12409, section 3), whose slopes <c>2^(-8h/H)</c> the rates begin as.
/// Departs from it: there slopes stay as they are; here their logarithms are learned, so that rates stay above 0.
/// </remarks>
[Component("learned_decay")]
public sealed record LearnedDecayConfig : PositionPolicyConfig
{
    /// <summary>What ALiBi's slopes are multiplied with at first. More than 0.</summary>
    public double InitialScale { get; init; } = 1;

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context) => InitialScale > 0 && double.IsFinite(InitialScale)
        ? new LearnedDecay(InitialScale, context)
        : throw context.At("initial_scale").Wrong(FormattableString.Invariant($"{InitialScale} is out of range; write a number above 0."));
}

/// <inheritdoc cref="LearnedDecayConfig"/>
public sealed class LearnedDecay : torch.nn.Module, IPositionPolicy
{
    private readonly Parameter log_rate;

    /// <param name="scale">What ALiBi's slopes are multiplied with at first.</param>
    /// <param name="context">Heads and type.</param>
    public LearnedDecay(double scale, BuildContext context)
        : base(nameof(LearnedDecay))
    {
        var heads = context.Model.Heads;
        var slopes = Enumerable.Range(1, (int)heads).Select(head => Math.Log(scale) - (8.0 * head / heads * Math.Log(2)));
        log_rate = new Parameter(torch.tensor([.. slopes], dtype: context.Numerics.Precise));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, SharedView keys)
    {
        var products_BHTS = GroupedHeads.Product(query.Heads, keys.Keys.transpose(-2, -1));
        return Faded(products_BHTS, query, query.Positions.unsqueeze(-1).sub(keys.Positions.unsqueeze(1)).unsqueeze(1));
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, PerQueryView keys)
    {
        var products_BHTK = keys.Keys.matmul(query.Heads.unsqueeze(-1)).squeeze(-1);
        return Faded(products_BHTK, query, query.Positions.unsqueeze(1).unsqueeze(-1) - keys.Positions);
    }

    /// <param name="products">(B, H, T, S).</param>
    /// <param name="query">The queries.</param>
    /// <param name="age">Tokens from key to query, int64, broadcastable to the products.</param>
    private torch.Tensor Faded(torch.Tensor products, AttentionQuery query, torch.Tensor age) =>
        (products.to_type(log_rate.dtype) / Math.Sqrt(query.Heads.shape[^1])) - (log_rate.exp().view(1, -1, 1, 1) * age.to_type(log_rate.dtype));
}
