using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>What all of several patterns show.</summary>
[Component("all_of")]
public sealed record AllOf : AttentionPattern
{
    /// <summary>The patterns, at least one.</summary>
    public required IReadOnlyList<AttentionPattern> Patterns { get; init; }

    /// <inheritdoc/>
    public override torch.Tensor Visible(Sight sight) =>
        Patterns.Select(pattern => pattern.Visible(sight)).Aggregate((seen, next) => seen.logical_and(next));

    /// <inheritdoc/>
    public override bool Tell(SightProgram program) => program.All(Patterns, program.And);

    /// <inheritdoc/>
    public override bool? Throughout(SightBounds bounds) =>
        Patterns.Select(pattern => pattern.Throughout(bounds)).Aggregate((seen, next) => seen & next);

    /// <inheritdoc/>
    public override AttentionPattern Bind(BuildContext context) => Patterns.Count > 0
        ? this with { Patterns = [.. Patterns.Select((pattern, i) => pattern.Bind(context.At($"patterns[{i}]")))] }
        : throw context.At("patterns").Wrong("the list is empty; name at least one pattern.");

    /// <summary>Equal when the patterns are, one by one.</summary>
    public bool Equals(AllOf? other) => other is not null && Patterns.SequenceEqual(other.Patterns);

    /// <inheritdoc/>
    public override int GetHashCode() => Patterns.Aggregate(Patterns.Count, HashCode.Combine);
}
