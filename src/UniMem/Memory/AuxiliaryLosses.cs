using System.Collections.Immutable;
using TorchSharp;

namespace UniMem.Memory;

/// <summary>What the parts of a model lose on their own, beside the loss of the next token.</summary>
/// <param name="Values">Sums over layers and segments, unweighted, by <c>memory.part</c> such as <c>compressed.write</c>; scalars with a graph.</param>
/// <param name="Weighted">What is learned from: the sum of all, each times its weight; null when there is none.</param>
public sealed record AuxiliaryLosses(ImmutableSortedDictionary<string, torch.Tensor> Values, torch.Tensor? Weighted)
{
    /// <summary>No losses.</summary>
    /// <remarks>The dictionary compares a new value with the old one; tensors that are not the same object count as different, unasked.</remarks>
    public static AuxiliaryLosses None { get; } =
        new(ImmutableSortedDictionary.Create<string, torch.Tensor>(StringComparer.Ordinal, ReferenceEqualityComparer.Instance), null);

    /// <summary>These losses and one more.</summary>
    /// <param name="name">Its <c>memory.part</c>.</param>
    /// <param name="weight">How much it counts.</param>
    /// <param name="loss">A scalar.</param>
    public AuxiliaryLosses Add(string name, double weight, torch.Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var weighted = loss * weight;
        return new(Values.SetItem(name, Values.TryGetValue(name, out var sum) ? sum + loss : loss), Weighted is null ? weighted : Weighted + weighted);
    }

    /// <summary>These losses and those of another segment.</summary>
    public AuxiliaryLosses And(AuxiliaryLosses other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            other.Values.Aggregate(Values, (sum, pair) => sum.SetItem(pair.Key, sum.TryGetValue(pair.Key, out var value) ? value + pair.Value : pair.Value)),
            Weighted is null ? other.Weighted : other.Weighted is null ? Weighted : Weighted + other.Weighted);
    }

    /// <summary>Names, not values.</summary>
    public override string ToString() => $"AuxiliaryLosses({string.Join(", ", Values.Keys)})";
}
