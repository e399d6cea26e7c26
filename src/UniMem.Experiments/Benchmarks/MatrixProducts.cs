namespace UniMem.Experiments.Benchmarks;

/// <summary>The matrix products of a segment, forward and backward.</summary>
/// <param name="Forward">Of the forward pass.</param>
/// <param name="Backward">Of the gradients.</param>
public sealed record MatrixProducts(IReadOnlyList<MatrixProduct> Forward, IReadOnlyList<MatrixProduct> Backward)
{
    /// <summary>No products.</summary>
    public static MatrixProducts None { get; } = new([], []);

    /// <summary>All of both.</summary>
    public static MatrixProducts Sum(IEnumerable<MatrixProducts> parts)
    {
        var all = parts.ToList();
        return new([.. all.SelectMany(part => part.Forward)], [.. all.SelectMany(part => part.Backward)]);
    }

    /// <summary>A product with weights, <c>y = x W'</c>: one forward, one for the gradient of each of both.</summary>
    /// <param name="stage">Where it is.</param>
    /// <param name="rows">Vectors.</param>
    /// <param name="from">Their width.</param>
    /// <param name="to">Width of the result.</param>
    /// <param name="inputLearns">How much of the input has a gradient, from 0 to 1.</param>
    public static MatrixProducts Linear(Stage stage, long rows, long from, long to, double inputLearns = 1) => new(
        [new(stage, 1, rows, from, to, false, true, 1)],
        [
            new(stage, 1, to, rows, from, true, false, 1),
            .. inputLearns > 0 ? (MatrixProduct[])[new(stage, 1, rows, to, from, false, false, inputLearns)] : [],
        ]);

    /// <summary>Scores and weighted sums of attention, and their gradients.</summary>
    /// <param name="stage">Where it is.</param>
    /// <param name="heads">Rows of the batch times heads.</param>
    /// <param name="queries">Queries of each.</param>
    /// <param name="keys">Keys of each.</param>
    /// <param name="width">Of a head.</param>
    /// <param name="seen">How much of the scores is needed, from 0 to 1.</param>
    /// <param name="learned">How much of the scores has keys with a gradient; at most <paramref name="seen"/>.</param>
    public static MatrixProducts Attention(Stage stage, long heads, long queries, long keys, long width, double seen, double learned)
    {
        var scores = new MatrixProduct(stage, heads, queries, width, keys, false, true, seen);
        var values = new MatrixProduct(stage, heads, queries, keys, width, false, false, seen);
        var toKeys = new MatrixProduct(stage, heads, keys, queries, width, true, false, learned);
        return new([scores, values], [scores, values, .. learned > 0 ? (MatrixProduct[])[toKeys, toKeys] : []]);
    }

    /// <summary>Scores that are computed to search, of which nothing is learned.</summary>
    public static MatrixProducts Search(Stage stage, long heads, long queries, long keys, long width, double seen) =>
        new([new(stage, heads, queries, width, keys, false, true, seen)], []);
}
