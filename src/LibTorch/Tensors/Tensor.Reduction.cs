using TorchSharp.Interop;

namespace TorchSharp;

// What shrinks, accumulates or orders along dimensions.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor all() => Ops.Call("aten::all", this);
        public Tensor all(long dim, bool keepdim = false) => Ops.Call("aten::all.dim", this, dim, keepdim);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null
                ? Ops.Call("aten::amax", this, dims, keepdim)
                : Ops.Call("aten::amax.out", this, dims, keepdim, @out);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null
                ? Ops.Call("aten::amax", this, dims, keepdim)
                : Ops.Call("aten::amax.out", this, dims, keepdim, @out);
        public Tensor amax(params long[] dims) => Ops.Call("aten::amax", this, dims);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null
                ? Ops.Call("aten::amin", this, dims, keepdim)
                : Ops.Call("aten::amin.out", this, dims, keepdim, @out);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null
                ? Ops.Call("aten::amin", this, dims, keepdim)
                : Ops.Call("aten::amin.out", this, dims, keepdim, @out);
        public Tensor amin(params long[] dims) => Ops.Call("aten::amin", this, dims);
        public (Tensor, Tensor) aminmax(long? dim = null, bool keepdim = false) => Ops.Call2("aten::aminmax", this, dim, keepdim);
        public Tensor any() => Ops.Call("aten::any", this);
        public Tensor any(long dim, bool keepdim = false) => Ops.Call("aten::any.dim", this, dim, keepdim);
        public Tensor argmax() => Ops.Call("aten::argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Ops.Call("aten::argmax", this, dim, keepdim);
        public Tensor argmin() => Ops.Call("aten::argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Ops.Call("aten::argmin", this, dim, keepdim);
        public Tensor argsort(long dim = -1, bool descending = false) => Ops.Call("aten::argsort", this, dim, descending);
        public Tensor argwhere() => Ops.Call("aten::argwhere", this);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Ops.Call("aten::bincount", this, weights, minlength);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Ops.Call("aten::bucketize.Tensor", this, boundaries, outInt32, right);
        public Tensor corrcoef() => Ops.Call("aten::corrcoef", this);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Ops.Call("aten::count_nonzero", this) : Ops.Call("aten::count_nonzero.dim_IntList", this, dims);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Ops.Call("aten::cov", this, correction, fweights, aweights);
        public (Tensor, Tensor) cummax(long dim) => Ops.Call2("aten::cummax", this, dim);
        public (Tensor, Tensor) cummin(long dim) => Ops.Call2("aten::cummin", this, dim);
        public Tensor cumprod(long dim, ScalarType? type = null) => Ops.Call("aten::cumprod", this, dim, type);
        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.Call("aten::cumsum", this, dim, type);
        public Tensor logcumsumexp(long dim) => Ops.Call("aten::logcumsumexp", this, dim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.Call("aten::logsumexp", this, dim, keepdim);
        public (Tensor, Tensor) max(long dim, bool keepdim = false) => Ops.Call2("aten::max.dim", this, dim, keepdim);
        public Tensor max() => Ops.Call("aten::max", this);
        public Tensor max(Tensor other) => Ops.Call("aten::max.other", this, other);
        public Tensor mean() => Ops.Call("aten::mean", this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::mean.dim", this, dimensions, keepdim, type);
        public Tensor median() => Ops.Call("aten::median", this);
        public (Tensor, Tensor) min(long dim, bool keepdim = false) => Ops.Call2("aten::min.dim", this, dim, keepdim);
        public Tensor min() => Ops.Call("aten::min", this);
        public Tensor min(Tensor other) => Ops.Call("aten::min.other", this, other);
        public (Tensor, Tensor) mode(long dim = -1, bool keepdim = false) => Ops.Call2("aten::mode", this, dim, keepdim);
        public Tensor msort() => Ops.Call("aten::msort", this);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            Ops.Call("aten::nanmean", this, dim, keepdim, dtype);
        public Tensor nanmedian() => Ops.Call("aten::nanmedian", this);
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Ops.Call("aten::nanquantile", this, q, dim, keepdim);
        public Tensor nansum() => Ops.Call("aten::nansum", this);
        public Tensor norm(float p = 2) => Ops.Call("aten::norm.Scalar", this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Ops.Call("aten::norm.ScalarOpt_dim", this, p, dim, keepdim);
        public Tensor prod(ScalarType? type = null) => Ops.Call("aten::prod", this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::prod.dim_int", this, dim, keepdim, type);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Ops.Call("aten::quantile", this, q, dim, keepdim);
        public Tensor renorm(float p, long dim, float maxnorm) => Ops.Call("aten::renorm", this, p, dim, maxnorm);
        public (Tensor, Tensor) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.Call2("aten::sort.stable", this, stable, dim, descending);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::std.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::std.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::std.dim", Cast(type), dimensions, unbiased, keepdim);
        public Tensor std(bool unbiased = true) => Ops.Call("aten::std", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::std.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::std.dim", Cast(type), dimensions, unbiased, keepdim);
        public (Tensor, Tensor) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::std_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::std_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) std_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::std_mean.dim", Cast(type), dimensions, unbiased, keepdim);
        public (Tensor, Tensor) std_mean(bool unbiased = true) => Ops.Call2("aten::std_mean", this, unbiased);
        public (Tensor, Tensor) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::std_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::std_mean.dim", Cast(type), dimensions, unbiased, keepdim);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(ScalarType? type = null) => Ops.Call("aten::sum", this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::sum.dim_IntList", this, (dim0, dim1), keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::sum.dim_IntList", this, (dim0, dim1, dim2), keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::sum.dim_IntList", this, dim, keepdim, type);
        public (Tensor, Tensor) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.Call2("aten::topk", this, k, dim, largest, sorted);
        public (Tensor, Tensor?, Tensor?) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            dim is null
                ? Asked(Ops.Call3("aten::_unique2", this, sorted, return_inverse, return_counts), return_inverse, return_counts)
                : Asked(Ops.Call3("aten::unique_dim", this, dim, sorted, return_inverse, return_counts), return_inverse, return_counts);
        public (Tensor, Tensor?, Tensor?) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Asked(Ops.Call3("aten::unique_consecutive", this, return_inverse, return_counts, dim), return_inverse, return_counts);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::var.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::var.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::var.dim", Cast(type), dimensions, unbiased, keepdim);
        public Tensor var(bool unbiased = true) => Ops.Call("aten::var", this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::var.dim", Cast(type), dim, unbiased, keepdim);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call("aten::var.dim", Cast(type), dimensions, unbiased, keepdim);
        public (Tensor, Tensor) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::var_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::var_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) var_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::var_mean.dim", Cast(type), dimensions, unbiased, keepdim);
        public (Tensor, Tensor) var_mean(bool unbiased = true) => Ops.Call2("aten::var_mean", this, unbiased);
        public (Tensor, Tensor) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::var_mean.dim", Cast(type), dim, unbiased, keepdim);
        public (Tensor, Tensor) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Call2("aten::var_mean.dim", Cast(type), dimensions, unbiased, keepdim);

        // libtorch returns empty tensors for what was not asked.
        private static (Tensor, Tensor?, Tensor?) Asked((Tensor Values, Tensor Inverse, Tensor Counts) found, bool inverse, bool counts)
        {
            if (!inverse) found.Inverse.Dispose();
            if (!counts) found.Counts.Dispose();
            return (found.Values, inverse ? found.Inverse : null, counts ? found.Counts : null);
        }
    }
}
