using TorchSharp;

namespace UniMem.Testing.Scenes;

/// <summary>What a part made of a situation, row by row: only what counts, so that padding and empty slots do not.</summary>
/// <param name="Rows">For each row the same tensors, without an axis for rows.</param>
internal sealed record Answer(IReadOnlyList<IReadOnlyList<NamedTensor>> Rows)
{
    /// <summary>The loss that the part has of its own; null when it has none. It is a mean over rows.</summary>
    public torch.Tensor? Loss { get; init; }

    /// <summary>How a row differs from a row of another answer, in words; null when it does not.</summary>
    public static string? Difference(
        IReadOnlyList<NamedTensor> row, IReadOnlyList<NamedTensor> other, bool exactly, long token = long.MaxValue - 1) =>
        row.Count != other.Count
            ? $"there are {row.Count} results instead of {other.Count}"
            : row.Zip(other).Where(pair => !pair.First.Late || token == long.MaxValue - 1)
                .Select(pair => pair.First.Until(token).DifferenceTo(pair.Second.Until(token), exactly)).FirstOrDefault(d => d is not null);

    /// <summary>How any row differs, in words; null when none does.</summary>
    public string? DifferenceTo(Answer other, bool exactly) => Rows.Zip(other.Rows)
        .Select((pair, row) => Difference(pair.First, pair.Second, exactly) is { } difference ? $"row {row}: {difference}" : null)
        .FirstOrDefault(difference => difference is not null);
}
