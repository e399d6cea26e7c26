using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Norms, decompositions and solutions of linear systems.</summary>
    public static class linalg
    {
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Ops.Call("aten::linalg_norm", input, Argument.None, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            Ops.Call("aten::linalg_norm", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Ops.Call("aten::linalg_norm", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Ops.Call("aten::linalg_norm.ord_str", input, ord, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Ops.Call("aten::linalg_vector_norm", input, ord, dims, keepdim);

        public static Tensor det(Tensor input) => Ops.Call("aten::linalg_det", input);
        public static Tensor inv(Tensor input) => Ops.Call("aten::linalg_inv", input);
        public static Tensor cholesky(Tensor input) => Ops.Call("aten::linalg_cholesky", input);
        public static Tensor svdvals(Tensor input) => Ops.Call("aten::linalg_svdvals", input);
        public static Tensor eigvals(Tensor input) => Ops.Call("aten::linalg_eigvals", input);
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Ops.Call("aten::linalg_eigvalsh", input, UPLO.ToString());
        public static (Tensor, Tensor) eig(Tensor input) => Ops.Call2("aten::linalg_eig", input);
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Ops.Call2("aten::linalg_eigh", input, UPLO.ToString());
        public static (Tensor, Tensor) slogdet(Tensor input) => Ops.Call2("aten::linalg_slogdet", input);
        public static Tensor multi_dot(IList<Tensor> tensors) => Ops.Call("aten::linalg_multi_dot", Argument.List(tensors));
        public static Tensor matrix_exp(Tensor input) => Ops.Call("aten::linalg_matrix_exp", input);

        public static (Tensor, Tensor, Tensor) svd(Tensor input, bool fullMatrices = true) =>
            Ops.Call3("aten::linalg_svd", input, fullMatrices);
    }
}
