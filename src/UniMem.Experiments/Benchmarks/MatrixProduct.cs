namespace UniMem.Experiments.Benchmarks;

/// <summary>Matrix products of one shape that a pass through a segment needs: <c>Batch</c> times (m x k) times (k x n).</summary>
/// <param name="Stage">Where they are needed.</param>
/// <param name="Batch">Products done at once.</param>
/// <param name="M">Rows of the result.</param>
/// <param name="K">What is summed over.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="TransposedLeft">Whether the left matrix lies transposed in memory.</param>
/// <param name="TransposedRight">Whether the right one does.</param>
/// <param name="Weight">How many of them a segment needs, parts of one counted as parts: what masks hide is not needed.</param>
public sealed record MatrixProduct(Stage Stage, long Batch, long M, long K, long N, bool TransposedLeft, bool TransposedRight, double Weight)
{
    /// <summary>Floating-point operations that are needed; a multiplication and its addition are two.</summary>
    public double Flops => 2.0 * Batch * M * K * N * Weight;

    /// <summary>The shape apart from how much of it is needed.</summary>
    public MatrixProduct Shape => this with { Stage = Stage.Other, Weight = 1 };
}
