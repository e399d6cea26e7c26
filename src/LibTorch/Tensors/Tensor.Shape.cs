using TorchSharp.Interop;

namespace TorchSharp;

// Views, copies and rearrangements.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor alias() => Ops.Call("aten::alias", this);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Ops.Call("aten::as_strided", this, size, strides, storageOffset);
        public Tensor atleast_1d() => Ops.Call("aten::atleast_1d", this);
        public Tensor atleast_2d() => Ops.Call("aten::atleast_2d", this);
        public Tensor atleast_3d() => Ops.Call("aten::atleast_3d", this);
        public Tensor broadcast_to(params long[] shape) => Ops.Call("aten::broadcast_to", this, shape);
        public Tensor channel_shuffle(long groups) => Ops.Call("aten::channel_shuffle", this, groups);
        public Tensor[] chunk(long chunks, long dim = 0) => Ops.CallList("aten::chunk", this, chunks, dim);
        public Tensor clone() => Ops.Call("aten::clone", this);
        public Tensor contiguous() => Ops.Call("aten::contiguous", this);
        public Tensor diag(long diagonal = 0) => Ops.Call("aten::diag", this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Ops.Call("aten::diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Ops.Call("aten::diagflat", this, offset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Ops.Call("aten::diagonal", this, offset, dim1, dim2);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Ops.Call("aten::expand", this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Ops.Call("aten::expand", this, sizes.Shape, isImplicit);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Ops.Call("aten::expand", this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Ops.Call("aten::expand", this, sizes);
        public Tensor expand_as(Tensor other) => Ops.Call("aten::expand_as", this, other);
        public Tensor flatten(IList<string> dims, string out_dim) => throw NamesMissing();
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.Call("aten::flatten.using_ints", this, start_dim, end_dim);
        public Tensor flip(params long[] dims) => Ops.Call("aten::flip", this, dims);
        public Tensor fliplr() => Ops.Call("aten::fliplr", this);
        public Tensor flipud() => Ops.Call("aten::flipud", this);
        public Tensor moveaxis(long[] source, long[] destination) => Ops.Call("aten::moveaxis.intlist", this, source, destination);
        public Tensor movedim(long[] source, long[] destination) => Ops.Call("aten::movedim.intlist", this, source, destination);
        public Tensor narrow(long dim, long start, long length) => Ops.Call("aten::narrow", this, dim, start, length);
        public Tensor permute(IEnumerable<long> permutation) => Ops.Call("aten::permute", this, permutation.ToArray());
        public Tensor permute(params long[] permutation) => Ops.Call("aten::permute", this, permutation);
        public Tensor pin_memory() => Ops.Call("aten::pin_memory", this);
        public Tensor ravel() => Ops.Call("aten::ravel", this);
        public Tensor repeat(params long[] sizes) => Ops.Call("aten::repeat", this, sizes);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Ops.Call("aten::repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.Call("aten::repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor reshape(params long[] shape) => Ops.Call("aten::reshape", this, shape);
        public Tensor roll((long, long) shifts, (long, long) dims) => Ops.Call("aten::roll", this, shifts, dims);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => Ops.Call("aten::roll", this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Ops.Call("aten::roll", this, shifts, dims);
        public Tensor roll(long shifts, long? dims = null) =>
            dims is null ? Ops.Call("aten::roll", this, shifts) : Ops.Call("aten::roll", this, shifts, dims);
        public Tensor roll(long[] shifts) => Ops.Call("aten::roll", this, shifts);
        public Tensor roll(long[] shifts, long[] dims) => Ops.Call("aten::roll", this, shifts, dims);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Ops.Call("aten::rot90", this, k, dims ?? (0, 1));
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Ops.CallList("aten::split.sizes", this, sizes, dim);
        public Tensor[] split(long size, int dim = 0) => Ops.CallList("aten::split.Tensor", this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Ops.CallList("aten::split.sizes", this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Ops.CallList("aten::split.sizes", this, sizes);
        public Tensor set_(Tensor source) => Ops.InPlace("aten::set_.source_Tensor", this, source);
        public Tensor squeeze(long? dim = null) => dim is null ? Ops.Call("aten::squeeze", this) : Ops.Call("aten::squeeze.dim", this, dim);
        public Tensor squeeze_(long? dim = null) =>
            dim is null ? Ops.InPlace("aten::squeeze_", this) : Ops.InPlace("aten::squeeze_.dim", this, dim);
        public Tensor swapaxes(long dim0, long dim1) => Ops.Call("aten::swapaxes", this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => Ops.Call("aten::swapdims", this, dim0, dim1);
        public Tensor t() => Ops.Call("aten::t", this);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) =>
            Ops.CallList("aten::tensor_split.tensor_indices_or_sections", this, indices, dim);
        public Tensor[] tensor_split(long size, long dim = 0) => Ops.CallList("aten::tensor_split.sections", this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Ops.CallList("aten::tensor_split.indices", this, sizes, dim);
        public Tensor tile(long[] reps) => Ops.Call("aten::tile", this, reps);
        public Tensor transpose(long dim0, long dim1) => Ops.Call("aten::transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Ops.InPlace("aten::transpose_", this, dim0, dim1);
        public Tensor tril(long diagonal = 0) => Ops.Call("aten::tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => Ops.InPlace("aten::tril_", this, diagonal);
        public Tensor triu(long diagonal = 0) => Ops.Call("aten::triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => Ops.InPlace("aten::triu_", this, diagonal);
        public Tensor[] unbind(long dimension = 0) => Ops.CallList("aten::unbind.int", this, dimension);
        public Tensor unflatten(long dim, Size sizes) => Ops.Call("aten::unflatten.int", this, dim, sizes.Shape);
        public Tensor unflatten(long dim, params long[] sizes) => Ops.Call("aten::unflatten.int", this, dim, sizes);
        public Tensor unflatten(string dim, params (string, long)[] sizes) => throw NamesMissing();
        public Tensor unfold(long dimension, long size, long step) => Ops.Call("aten::unfold", this, dimension, size, step);
        public Tensor unsqueeze(long dim) => Ops.Call("aten::unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => Ops.InPlace("aten::unsqueeze_", this, dim);
        public Tensor view(params long[] shape) => Ops.Call("aten::view", this, shape);
        public Tensor view_as(Tensor other) => Ops.Call("aten::view_as", this, other);
        public Tensor view_as_complex() => Ops.Call("aten::view_as_complex", this);
        public Tensor view_as_real() => Ops.Call("aten::view_as_real", this);
    }
}
