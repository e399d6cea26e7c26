using TorchSharp;
using TorchSharp.Interop;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>Counts the arithmetic of matrix products by watching the operators that run.</summary>
internal static class MatrixProducts
{
    /// <summary>Floating-point operations of the products that some work calls for; a multiplication and its addition are two.</summary>
    public static double Count(Action work)
    {
        var total = 0.0;
        Ops.Observe = (schema, arguments) => total += schema switch
        {
            "aten::linear" => 2.0 * Tensor(arguments[0]).numel() * Tensor(arguments[1]).shape[0],
            "aten::matmul" or "aten::mm" or "aten::bmm" => Product(Tensor(arguments[0]), Tensor(arguments[1])),
            _ => 0,
        };
        try
        {
            work();
            return total;
        }
        finally
        {
            Ops.Observe = null;
        }
    }

    private static torch.Tensor Tensor(in Argument argument) => (torch.Tensor)argument.Reference!;

    private static double Product(torch.Tensor left, torch.Tensor right)
    {
        var batch = left.shape[..^2].Aggregate(1.0, (all, size) => all * size);
        Assert.That(right.shape[..^2], Is.EqualTo(left.shape[..^2]), "products are counted where both sides have the same leading axes");
        return 2.0 * batch * left.shape[^2] * left.shape[^1] * right.shape[^1];
    }
}
