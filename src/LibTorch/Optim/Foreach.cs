using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Operators over lists of tensors: one call, and on a GPU few kernels, for all of them.</summary>
internal static class Foreach
{
    internal static Tensor[] neg(IReadOnlyList<Tensor> self) => Ops.CallList("aten::_foreach_neg", Argument.List(self));

    internal static Tensor[] sqrt(IReadOnlyList<Tensor> self) => Ops.CallList("aten::_foreach_sqrt", Argument.List(self));

    internal static Tensor[] norm(IReadOnlyList<Tensor> self, double p) =>
        Ops.CallList("aten::_foreach_norm.Scalar", Argument.List(self), p);

    internal static Tensor[] add(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> other, double alpha) =>
        Ops.CallList("aten::_foreach_add.List", Argument.List(self), Argument.List(other), alpha);

    internal static void add_(IReadOnlyList<Tensor> self, double value) =>
        Ops.CallVoid("aten::_foreach_add_.Scalar", Argument.List(self), value);

    internal static void add_(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> other, double alpha) =>
        Ops.CallVoid("aten::_foreach_add_.List", Argument.List(self), Argument.List(other), alpha);

    internal static void mul_(IReadOnlyList<Tensor> self, double factor) =>
        Ops.CallVoid("aten::_foreach_mul_.Scalar", Argument.List(self), factor);

    internal static void div_(IReadOnlyList<Tensor> self, double divisor) =>
        Ops.CallVoid("aten::_foreach_div_.Scalar", Argument.List(self), divisor);

    /// <summary>self += value * first * second.</summary>
    internal static void addcmul_(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, double value) =>
        Ops.CallVoid("aten::_foreach_addcmul_.Scalar", Argument.List(self), Argument.List(first), Argument.List(second), value);

    /// <summary>self += value * first / second.</summary>
    internal static void addcdiv_(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, double value) =>
        Ops.CallVoid("aten::_foreach_addcdiv_.Scalar", Argument.List(self), Argument.List(first), Argument.List(second), value);
}
