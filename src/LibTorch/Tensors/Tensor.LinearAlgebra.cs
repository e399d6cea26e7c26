using TorchSharp.Interop;

namespace TorchSharp;

// Products of matrices and what is asked of them.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Ops.Call("aten::addbmm", this, batch1, batch2, beta, alpha);
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Ops.InPlace("aten::addbmm_", this, batch1, batch2, beta, alpha);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Ops.Call("aten::addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Ops.InPlace("aten::addmm_", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Ops.Call("aten::addmv", this, mat, vec, beta, alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Ops.InPlace("aten::addmv_", this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            Ops.Call("aten::addr", this, vec1, vec2, beta, alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            Ops.InPlace("aten::addr_", this, vec1, vec2, beta, alpha);
        public Tensor adjoint() => Ops.Call("aten::adjoint", this);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Ops.Call("aten::baddbmm", this, batch1, batch2, beta, alpha);
        public Tensor bmm(Tensor batch2) => Ops.Call("aten::bmm", this, batch2);
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Ops.Call("aten::cholesky_solve", this, input2, upper);
        public Tensor det() => Ops.Call("aten::det", this);
        public Tensor dot(Tensor target) => Ops.Call("aten::dot", this, target);
        public Tensor ger(Tensor vec2) => Ops.Call("aten::ger", this, vec2);
        public Tensor inner(Tensor vec2) => Ops.Call("aten::inner", this, vec2);
        public Tensor inverse() => Ops.Call("aten::inverse", this);
        public Tensor kron(Tensor other) => Ops.Call("aten::kron", this, other);
        public Tensor logdet() => Ops.Call("aten::logdet", this);
        public Tensor matmul(Tensor target) => Ops.Call("aten::matmul", this, target);
        public Tensor matrix_exp() => Ops.Call("aten::matrix_exp", this);
        public Tensor matrix_power(int n) => Ops.Call("aten::matrix_power", this, n);
        public Tensor mm(Tensor target) => Ops.Call("aten::mm", this, target);
        public Tensor mv(Tensor target) => Ops.Call("aten::mv", this, target);
        public Tensor outer(Tensor vec2) => Ops.Call("aten::outer", this, vec2);
        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));
        public Tensor tensordot(Tensor b, long dims = 2) => tensordot(b, Count(ndim - dims, dims), Count(0, dims));
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Ops.Call("aten::tensordot", this, b, dims1, dims2);
        public Tensor trace() => Ops.Call("aten::trace", this);
        public Tensor vdot(Tensor target) => Ops.Call("aten::vdot", this, target);
    }
}
