using TorchSharp;

namespace UniMem.Attention;

/// <summary>The result of attending to a set of keys, in a form that merges exactly with attention to another set.</summary>
public sealed class AttentionOutput
{
    private readonly Func<torch.Tensor>? _massOf;
    private torch.Tensor? _logMass;

    /// <param name="values">(B, H, T, D): weighted values; zeros for a query that sees no key.</param>
    /// <param name="logMass">(B, H, T): log of the sum of exponentiated scores.</param>
    public AttentionOutput(torch.Tensor values, torch.Tensor logMass) => (Values, _logMass) = (values, logMass);

    /// <param name="values">(B, H, T, D).</param>
    /// <param name="massOf">Computes the log-mass when it is first asked for; most attention never is.</param>
    public AttentionOutput(torch.Tensor values, Func<torch.Tensor> massOf) => (Values, _massOf) = (values, massOf);

    /// <summary>(B, H, T, D): weighted values; zeros for a query that sees no key.</summary>
    public torch.Tensor Values { get; }

    /// <summary>(B, H, T): log of the sum of exponentiated scores; <see cref="AttentionCore.MaskedScore"/> for a query that sees no key.</summary>
    public torch.Tensor LogMass => _logMass ??= _massOf!();

    /// <summary>
    /// The weights of the softmax, (B, H, T, S) for each part that was attended to, in their order: out of the graph, zero where a query does
    /// not see a key. Empty for outputs that were merged or mixed.
    /// </summary>
    public IReadOnlyList<torch.Tensor> Weights => WeightsOf?.Invoke() ?? [];

    /// <summary>Computes the weights when somebody asks for them; hardly anybody does.</summary>
    internal Func<IReadOnlyList<torch.Tensor>>? WeightsOf { get; init; }

    /// <summary>(B, H, T) bool: whether the query saw any key.</summary>
    public torch.Tensor Sees => LogMass > AttentionCore.MaskedScore / 2;

    /// <summary>Attention over the union of both key sets, exactly as if one softmax had seen them all.</summary>
    /// <remarks>A key that is in both sets counts twice, as in LongNet (Ding et al. 2023, arXiv:2307.02486, section 3.2).</remarks>
    public AttentionOutput Merge(AttentionOutput other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var total = torch.logaddexp(LogMass, other.LogMass);
        return new(
            (Values * (LogMass - total).exp().unsqueeze(-1)) + (other.Values * (other.LogMass - total).exp().unsqueeze(-1)),
            total);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"AttentionOutput({string.Join(" x ", Values.shape)})";
}
