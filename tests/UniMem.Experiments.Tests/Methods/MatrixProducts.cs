using TorchSharp;
using TorchSharp.Interop;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>Counts the arithmetic of matrix products by looking at every operator that is called.</summary>
internal static class MatrixProducts
{
    /// <summary>Floating-point operations of the products that some work calls; a multiplication and its addition are two.</summary>
    public static double Count(Action work)
    {
        var total = 0.0;
        var before = Ops.Observe;
        Ops.Observe = (schema, arguments) => total += Of(schema, arguments);
        try
        {
            work();
        }
        finally
        {
            Ops.Observe = before;
        }

        return total;
    }

    private static double Of(string schema, ReadOnlySpan<Argument> arguments) => schema switch
    {
        "aten::linear" => 2.0 * Tensor(arguments[0]).numel() * Tensor(arguments[1]).shape[0],
        "aten::matmul" or "aten::mm" or "aten::bmm" => Product(Tensor(arguments[0]).shape, Tensor(arguments[1]).shape),
        "aten::addmm" or "aten::baddbmm" => Product(Tensor(arguments[1]).shape, Tensor(arguments[2]).shape),
        "aten::einsum" or "aten::scaled_dot_product_attention" or "aten::addmv" or "aten::mv" => throw new NotSupportedException($"{schema} is not counted yet."),
        _ => 0,
    };

    private static torch.Tensor Tensor(Argument argument) => (torch.Tensor)argument.Reference!;

    // (..., m, k) by (..., k, n), with leading sizes that broadcast.
    private static double Product(long[] left, long[] right)
    {
        Assert.That((left.Length, right.Length), Is.GreaterThanOrEqualTo((2, 2)), "products with vectors are not counted");
        var rank = Math.Max(left.Length, right.Length) - 2;
        var batch = Enumerable.Range(1, rank).Aggregate(1.0, (product, i) => product * Math.Max(At(left, i), At(right, i)));
        return 2 * batch * left[^2] * left[^1] * right[^1];
    }

    private static long At(long[] shape, int fromMatrix) => shape.Length - 2 >= fromMatrix ? shape[^(2 + fromMatrix)] : 1;
}
