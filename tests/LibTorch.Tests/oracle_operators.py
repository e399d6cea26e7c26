"""The cases of operators: names and arguments."""
import math

import torch

from oracle_recording import B, F, I, Input, P, S, U, X, c, function, generator


def pointwise():
    for name in ("abs absolute neg negative sign sgn sin cos tan sinh cosh tanh asinh arcsinh atan arctan exp exp2 expm1 erf erfc square "
                 "ceil floor round trunc fix frac sigmoid relu relu6 silu selu celu elu hardsigmoid hardswish "
                 "deg2rad rad2deg sinc isfinite isnan isinf isposinf isneginf isreal signbit nan_to_num softplus logsigmoid gelu").split():
        c(name, F(3, 5))
    for name in "asin arcsin acos arccos atanh arctanh erfinv".split():
        c(name, U(3, 5))
    for name in "sqrt rsqrt reciprocal log log2 log10 log1p lgamma digamma".split():
        c(name, P(3, 5))
    for name in "acosh arccosh".split():
        c(name, P(7, low=1.1))
    c("logit", F(7, low=0.1, high=0.9))
    c("i0", F(5, grad=False))
    c("log_sigmoid", F(3, 5), call=torch.nn.functional.logsigmoid)
    c("leaky_relu", F(3, 5), 0.25)
    c("threshold", F(3, 5), 0.5, -1.5)
    c("glu", F(3, 6), -1)
    c("hardtanh", F(3, 5), -1.5, 0.75)
    c("frexp", F(7, grad=False))
    for name in "isfinite isnan isinf isposinf isneginf signbit nan_to_num sign abs exp relu tanh".split():
        c(name, S())
    c("nan_to_num", S(), 1.0, 2.0, -3.0)
    c("sigmoid", X([-1000.0, -40.0, 40.0, 1000.0], grad=True))
    c("softplus", X([-1000.0, -40.0, 3.0, 40.0, 1000.0], grad=True))
    c("logsigmoid", X([-1000.0, -40.0, 3.0, 1000.0], grad=True))
    c("gelu", F(3, 5), call=lambda x: torch.nn.functional.gelu(x, approximate="tanh"), variant="tanh")
    c("silu", F(0, 5))


def arithmetic():
    for name in "add sub subtract mul multiply maximum minimum fmax fmin atan2 arctan2 hypot copysign logaddexp logaddexp2".split():
        c(name, F(3, 5), F(3, 5))
        c(name, F(3, 1), F(4, 1, 5))
    for name in "div divide true_divide fmod remainder".split():
        c(name, F(3, 5), P(5))
        c(name, F(3, 5), 1.5)
    c("floor_divide", F(3, 5, grad=False), F(5, low=0.125, grad=False))
    c("floor_divide", F(3, 5, grad=False), 1.5)
    for name in "add sub mul".split():
        c(name, F(3, 5), 2.5)
        c(name, F(3, 5), 2)
    c("add", F(3, 5), F(3, 5), 0.5, call=lambda a, b, s: torch.add(a, b, alpha=s))
    c("add", I(3, 5), I(5))
    c("mul", I(3, 5), 3)
    c("pow", P(3, 5), 2.5)
    c("pow", F(3, 5), 2)
    c("pow", P(3, 5), U(5))
    c("float_power", P(3, 5, low=0.5, high=2.0), F(5, low=-1, high=1))
    c("xlogy", P(3, 5), P(5))
    c("lerp", F(3, 5), F(3, 5), U(3, 5))
    c("addcmul", F(3, 5), F(3, 5), F(5), 0.5, call=lambda a, b, d, s: torch.addcmul(a, b, d, value=s))
    c("addcdiv", F(3, 5), F(3, 5), P(5), 0.5, call=lambda a, b, d, s: torch.addcdiv(a, b, d, value=s))
    c("clamp", F(3, 5), -1.25, 2.5)
    c("clip", F(3, 5), -1.25, 2.5)
    c("clamp_min", F(3, 5), 0.5)
    c("clamp_max", F(3, 5), 0.5)
    c("clamp", F(3, 5), F(3, 5, low=-3, high=-1), P(3, 5, low=1))
    c("diff", F(3, 5), 1, -1)
    c("dist", F(3, 5), F(3, 5), 2.0)
    for name in "maximum minimum fmax fmin".split():
        c(name, S(), X([1.0, math.nan, 2.0, 3.0, -1.0, math.nan]))
    c("logaddexp", X([-math.inf, -1000.0, 1000.0]), X([1.0, -1001.0, 999.0]))
    c("div", F(5), F(5, low=1), call=lambda a, b: torch.div(a, b, rounding_mode="floor"), variant="floor")
    c("div", F(5), F(5, low=1), call=lambda a, b: torch.div(a, b, rounding_mode="trunc"), variant="trunc")


def comparison():
    for name in "eq ne lt le gt ge not_equal less less_equal greater greater_equal".split():
        c(name, I(3, 5), I(5))
        if name in ("eq", "ne", "lt", "le", "gt", "ge"):
            c(name, I(3, 5), 2)
            c(name, S(), 0.0)
    for name in "logical_and logical_or logical_xor".split():
        c(name, B(3, 5), B(5))
    c("logical_not", B(3, 5))
    for name in "bitwise_and bitwise_or bitwise_xor".split():
        c(name, I(3, 5, high=16), I(5, high=16))
    c("bitwise_not", I(3, 5))
    c("bitwise_left_shift", I(5), I(5))
    c("bitwise_right_shift", I(5, high=100), I(5))
    c("isclose", F(5, grad=False), F(5, grad=False))
    c("isclose", X([1.0, math.nan]), X([1.0 + 1e-9, math.nan]), 1e-05, 1e-08, True)
    c("allclose", X([1.0, 2.0]), X([1.0, 2.0 + 1e-9]))
    c("equal", X([1.0, 2.0]), X([1.0, 2.5]), call=torch.eq)  # element by element in TorchSharp
    c("isin", I(3, 5), I(3), call=torch.isin)
    c("where", B(3, 5), F(3, 5), F(5), call=torch.where, variant="static")
    c("where", F(3, 5), B(3, 5), F(5), call=lambda x, m, y: torch.where(m, x, y), variant="member")
    c("masked_fill", F(3, 5), B(5), -1.5)
    c("masked_scatter", F(3, 5), B(3, 5), F(15))
    c("masked_select", F(3, 5), B(5))


def reduction():
    for name in "sum mean prod std var".split():
        c(name, F(3, 5, 2))
        if name != "mean":
            c(name, F(3, 5, 2), 1, call=lambda x, d, f=function(name): f(x, dim=d), variant="dim")
            c(name, F(3, 5, 2), -1, True, call=lambda x, d, k, f=function(name): f(x, dim=d, keepdim=k), variant="keep")
    for name in "sum mean std var".split():
        c(name, F(3, 5, 2), [0, 2], call=lambda x, d, f=function(name): f(x, dim=d), variant="dims")
    c("sum", I(3, 5))
    c("sum", F(0, 3))
    for name in "amax amin".split():
        c(name, F(3, 5, 2), [1])
        c(name, F(3, 5, 2), [0, 2], True)
    for name in "max min".split():
        c(name, F(3, 5))
        c(name, F(3, 5), 1, False)
        c(name, F(3, 5), 0, True)
    c("max", F(3, 5), F(3, 5))
    c("aminmax", F(3, 5, grad=False), call=lambda x: tuple(torch.aminmax(x)))
    for name in "argmax argmin".split():
        c(name, F(3, 5, grad=False))
        c(name, F(3, 5, grad=False), 1)
        c(name, F(3, 5, grad=False), 1, True)
    for name in "all any".split():
        c(name, B(3, 5))
        c(name, B(3, 5), 1)
        c(name, B(3, 5), 0, True)
    for name in "cumsum cumprod logcumsumexp".split():
        c(name, U(3, 5), 1)
    for name in "cummax cummin".split():
        c(name, F(3, 5), 1)
    c("logsumexp", F(3, 5), 1)
    c("logsumexp", X([[1000.0, 1001.0], [-1000.0, -1001.0]], grad=True), 1, True)
    c("median", F(7))
    c("mode", I(7, high=3), 0)
    for name in "nansum nanmean nanmedian".split():
        c(name, X([1.0, math.nan, 3.5, -2.0]))
    c("norm", F(3, 5), call=lambda x: torch.norm(x))
    c("norm", F(3, 5), 1, True, 3.0, call=lambda x, d, k, p: torch.norm(x, p=p, dim=d, keepdim=k), variant="dim")
    c("quantile", F(7), Input(torch.tensor([0.25, 0.5], dtype=torch.float64), False))
    c("nanquantile", X([1.0, math.nan, 3.5, -2.0], grad=True), Input(torch.tensor([0.25, 0.5], dtype=torch.float64), False))
    c("count_nonzero", I(3, 5, high=2))
    c("sort", F(3, 5), 1, True)
    c("argsort", F(3, 5, grad=False), 1, True)
    c("msort", F(5, 3))
    c("topk", F(3, 7), 3)
    c("topk", F(7, 3), 2, 0, False, True)
    c("unique", I(9, high=5), True, True, True, call=lambda x, s, i, k: torch.unique(x, sorted=s, return_inverse=i, return_counts=k))
    c("unique_consecutive", X([1, 1, 2, 2, 2, 1]), True, True)
    c("bincount", I(9, high=5))
    c("bincount", I(9, high=5), F(9, grad=False), 7)
    c("searchsorted", X([1.0, 2.0, 3.0]), F(5, grad=False), call=torch.searchsorted)
    c("bucketize", F(5, grad=False), X([-1.0, 0.5, 2.0]))
    c("cov", F(3, 6))
    c("corrcoef", F(3, 6))
    c("renorm", F(3, 5), 2.0, 0, 3.0)
    c("std_mean", F(3, 5), call=torch.std_mean)
    c("var_mean", F(3, 5), call=torch.var_mean)
    for name in "softmax log_softmax softmin".split():
        c(name, F(3, 5), 1, call=lambda x, d, f=getattr(torch.nn.functional, name): f(x, d, _stacklevel=3))
        c(name, X([[1000.0, 0.0, -1000.0]], grad=True), -1, call=lambda x, d, f=getattr(torch.nn.functional, name): f(x, d, _stacklevel=3))


def shape():
    for name in "clone contiguous ravel flatten t fliplr flipud".split():
        c(name, F(3, 5))
    c("flatten", F(2, 3, 4), 1, 2)
    for name in "reshape view".split():
        c(name, F(3, 4), [2, -1])
    c("view_as", F(3, 4), F(2, 6, grad=False), call=lambda x, y: x.view_as(y))
    for name in "transpose swapaxes swapdims".split():
        c(name, F(2, 3, 4), 0, -1)
    for name in "movedim moveaxis".split():
        c(name, F(2, 3, 4), [0, 1], [2, 0])
    c("permute", F(2, 3, 4), [2, 0, 1])
    c("unsqueeze", F(3, 5), 1)
    c("squeeze", F(3, 1, 5, 1))
    c("squeeze", F(3, 1, 5), 1)
    c("expand", F(3, 1), [2, 3, 4])
    c("expand_as", F(3, 1), F(2, 3, 4, grad=False))
    c("broadcast_to", F(3, 1), [2, 3, 4])
    c("repeat", F(3, 2), [2, 1, 3])
    c("tile", F(3, 2), [2, 2])
    c("repeat_interleave", F(3, 2), 3, 1)
    c("repeat_interleave", F(3, 2), X([1, 0, 2]), 0)
    c("flip", F(3, 5), [0, 1])
    c("roll", F(3, 5), [2], [1])
    c("rot90", F(3, 5), 1, [0, 1])
    c("narrow", F(3, 5), 1, 1, 3)
    c("select", F(3, 5), 1, 2)
    c("diagonal", F(4, 5), 1)
    c("diag", F(4, 5), 1)
    c("diag", F(4))
    c("diag_embed", F(2, 3))
    c("diagflat", F(2, 2), 1)
    for name in "tril triu".split():
        c(name, F(4, 5), 0)
        c(name, F(4, 5), -1)
    c("unfold", F(9), 0, 3, 2)
    c("unflatten", F(3, 6), 1, [2, 3])
    c("as_strided", F(12), [3, 3], [2, 1], 1)
    c("unbind", F(3, 5), 1)
    c("chunk", F(7, 2), 3)
    c("split", F(7, 2), 3)
    c("split", F(7, 2), [2, 5])
    c("tensor_split", F(7, 2), 3)
    for name in "cat concat concatenate".split():
        c(name, [F(2, 3), F(4, 3)], 0)
    for name in "stack hstack vstack dstack row_stack column_stack".split():
        c(name, [F(2, 3), F(2, 3)])
    c("stack", [F(2, 3), F(2, 3)], -1)
    c("broadcast_tensors", [F(2, 1), F(3)], call=lambda x: torch.broadcast_tensors(*x))
    c("meshgrid", [F(2), F(3)], call=lambda x: torch.meshgrid(*x, indexing="ij"), variant="ij")
    c("atleast_1d", F(), call=torch.atleast_1d)
    c("atleast_2d", F(3), call=torch.atleast_2d)
    c("atleast_3d", F(3, 2), call=torch.atleast_3d)
    c("channel_shuffle", F(1, 4, 2, 2, grad=False), 2, call=lambda x, g: torch.channel_shuffle(x, g))
    c("detach", F(3, grad=False))
    c("alias", F(3, 5), call=torch.ops.aten.alias)
    c("slice", F(3, 9), 1, 2, 8, 3, call=lambda x, d, a, b, s: x[:, a:b:s])
    c("type_as", F(3), F(2, grad=False))
    c("angle", F(5))


def indexing():
    c("gather", F(3, 5), 1, I(3, 2, high=5))
    c("index_select", F(3, 5), 1, I(4, high=5))
    c("take", F(3, 5), I(4, high=15))
    c("take_along_dim", F(3, 5), I(3, 2, high=5), 1)
    c("scatter", F(3, 5), 1, X([[0, 2], [1, 3], [4, 0]]), F(3, 2))
    c("scatter_add", F(3, 5), 1, I(3, 4, high=5), F(3, 4))
    c("index_add", F(5, 3), 0, X([0, 2, 2]), F(3, 3), 0.5, call=lambda x, d, i, s, a: x.index_add(d, i, s, alpha=a))
    c("index_copy", F(5, 3), 0, X([0, 2, 4]), F(3, 3))
    c("index_fill", F(5, 3), 0, X([0, 2]), 1.5)
    c("select_scatter", F(3, 5), F(3), 1, 2)
    c("slice_scatter", F(5, 3), F(2, 3), 0, 1, 5, 2)
    c("diagonal_scatter", F(3, 3), F(3), 0, 0, 1)
    c("nonzero", I(3, 5, high=2))
    c("nonzero_as_list", I(3, 5, high=2), call=lambda x: x.nonzero().split(1, 1))
    c("argwhere", I(3, 5, high=2))
    c("copy_", F(3, 5), F(5), call=lambda x, y: x.clone().copy_(y), variant="clone")


def linear_algebra():
    c("matmul", F(3, 4), F(4, 5))
    c("matmul", F(2, 3, 4), F(4))
    c("matmul", F(2, 1, 3, 4), F(5, 4, 2))
    c("mm", F(3, 4), F(4, 5))
    c("mv", F(3, 4), F(4))
    c("bmm", F(2, 3, 4), F(2, 4, 5))
    for name in "dot inner vdot".split():
        c(name, F(5), F(5))
    for name in "outer ger".split():
        c(name, F(3), F(4))
    c("trace", F(3, 3))
    c("addmm", F(3, 5), F(3, 4), F(4, 5), 0.5, 2.0, call=lambda a, b, d, x, y: torch.addmm(a, b, d, beta=x, alpha=y))
    c("addmv", F(3), F(3, 4), F(4), 0.5, 2.0, call=lambda a, b, d, x, y: torch.addmv(a, b, d, beta=x, alpha=y))
    c("addr", F(3, 4), F(3), F(4), 0.5, 2.0, call=lambda a, b, d, x, y: torch.addr(a, b, d, beta=x, alpha=y))
    c("baddbmm", F(2, 3, 5), F(2, 3, 4), F(2, 4, 5), 0.5, 2.0, call=lambda a, b, d, x, y: torch.baddbmm(a, b, d, beta=x, alpha=y))
    c("addbmm", F(3, 5), F(2, 3, 4), F(2, 4, 5), 0.5, 2.0, call=lambda a, b, d, x, y: torch.addbmm(a, b, d, beta=x, alpha=y))
    for name in "det inverse matrix_exp".split():
        c(name, U(3, 3))
    c("logdet", X([[2.0, 0.5], [0.25, 1.5]], grad=True))
    c("matrix_power", U(3, 3), 3)
    c("kron", F(2, 3), F(2, 2))
    c("adjoint", F(3, 4))
    c("cholesky", X([[4.0, 1.0], [1.0, 3.0]], grad=True), call=torch.linalg.cholesky)
    c("cholesky_solve", F(2, 3), X([[2.0, 0.0], [0.5, 1.5]], grad=True))
    c("tensordot", F(3, 4, 2), F(4, 2, 5), [1, 2], [0, 1], call=lambda a, b, x, y: torch.tensordot(a, b, dims=(x, y)))
    c("einsum", "bij,bjk->bik", [F(2, 3, 4), F(2, 4, 5)], call=lambda e, x: torch.einsum(e, *x))
    c("cdist", F(3, 4), F(5, 4), 2.0)
    c("block_diag", [F(2, 3), F(1, 2)], call=lambda x: torch.block_diag(*x))


    spd = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]]
    c("vector_norm", F(3, 5))
    c("vector_norm", F(3, 5), 3.0, [1], True, call=torch.linalg.vector_norm)
    c("norm", F(3, 5), 1, [1], call=torch.linalg.norm, variant="linalg")
    c("norm", F(3, 3), "fro", [0, 1], True, call=torch.linalg.norm, variant="linalg")
    c("inv", X(spd, grad=True))
    c("svdvals", F(3, 4))
    c("svd", F(3, 4, grad=False), True, call=lambda x, f: svd_signs(torch.linalg.svd(x, f)), variant="signs")
    c("eigvalsh", X(spd, grad=True), "L")
    c("eigh", X(spd), "L", call=lambda x, u: torch.linalg.eigh(x, u)[0], variant="values")
    c("eigvals", X([[0.0, 2.0], [-2.0, 0.0]]), call=lambda x: torch.linalg.eigvals(x).imag.sort().values, variant="imaginary")
    c("eig", X([[0.0, 2.0], [-2.0, 0.0]]), call=lambda x: torch.linalg.eig(x).eigenvalues.imag.sort().values, variant="imaginary")
    c("slogdet", X([[-2.0, 0.5], [0.25, 1.5]], grad=True))
    c("multi_dot", [F(2, 3), F(3, 4), F(4, 2)])


def svd_signs(parts):
    """Singular vectors have no sign of their own: what the three give together has."""
    u, values, v = parts
    return u[:, :3] @ torch.diag(values) @ v[:3], values


def layers():
    f = torch.nn.functional
    c("linear", F(2, 3, 4), F(5, 4), F(5))
    c("linear", F(3, 4), F(5, 4))
    c("layer_norm", F(2, 3, 4), [4], F(4), F(4), 1e-05)
    c("layer_norm", F(2, 3, 4), [3, 4])
    c("normalize", F(3, 5))
    c("normalize", F(3, 5), 3.0, 0)
    c("one_hot", I(3, 2), 6)
    c("one_hot", X([0, 3, 1]))
    for mode, name in (("Constant", "constant"), ("Reflect", "reflect"), ("Replicate", "replicate"), ("Circular", "circular")):
        c("pad", F(2, 3, 5), [2, 1], call=lambda x, p, m=name: f.pad(x, p, mode=m), variant=mode)
    c("pad", F(3, 5), [1, -1, 0, 2], call=lambda x, p: f.pad(x, p, value=1.5), variant="value")
    c("pad", F(2, 3), call=lambda x: f.pad(x, [1, 1, 1, 1]), variant="all")
    c("conv1d", F(2, 4, 9), F(6, 2, 3), F(6), 2, 1, 1, 2)
    c("avg_pool1d", F(2, 3, 7), 3, 2, 1, True, False)
    c("avg_pool1d", F(3, 8), 2)
    c("max_pool1d", F(2, 3, 9), 3, 2, 1, 1, True)
    c("max_pool1d_with_indices", F(2, 3, 9), 3)
    c("mse_loss", F(3, 5), F(3, 5))
    c("mse_loss", F(3, 1), F(5), call=lambda a, b: f.mse_loss(*torch.broadcast_tensors(a, b), reduction="none"), variant="None")
    c("nll_loss", F(4, 5), X([0, 4, 2, -100]))
    c("nll_loss", F(4, 5), I(4), P(5, grad=False), call=lambda x, t, w: f.nll_loss(x, t, w, reduction="sum"), variant="Sum")
    c("cross_entropy", F(4, 5), X([0, 4, 2, -100]))
    c("cross_entropy", F(4, 5, 2), X([[0, 1], [2, 3], [4, 3], [3, 3]]), P(5, grad=False), 3,
      call=lambda x, t, w, i: f.cross_entropy(x, t, w, ignore_index=i))
    c("cross_entropy", F(4, 5), I(4), call=lambda x, t: f.cross_entropy(x, t, reduction="none", label_smoothing=0.25), variant="smooth")
    c("cross_entropy", F(4, 5), P(4, 5), call=lambda x, t: f.cross_entropy(x, t, reduction="sum"), variant="Sum")
    c("dropout", F(3, 5), 0.5, False)

    def attention(q, k, v, mask=None, causal=False):
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        if causal:
            mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
        if mask is not None:
            scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
        return torch.softmax(scores, -1) @ v

    name = "scaled_dot_product_attention"
    c(name, F(2, 3, 5, 4), F(2, 3, 7, 4), F(2, 3, 7, 6), call=attention)
    c(name, F(2, 5, 4), F(2, 7, 4), F(2, 7, 6), call=lambda q, k, v: attention(q, k, v, causal=True), variant="causal")
    mask = generator.integers(0, 2, size=(5, 7)).astype(bool)
    mask[:, 3] = True
    c(name, F(2, 3, 5, 4), F(2, 3, 7, 4), F(2, 3, 7, 6), Input(mask, False), call=attention)
    c(name, F(2, 5, 4), F(2, 7, 4), F(2, 7, 6), F(5, 7), call=attention)


def creation():
    c("arange", 3, 17, 4, call=torch.arange, variant="int")
    c("arange", 0.5, 3.0, 0.75, call=lambda a, b, s: torch.arange(a, b, s, dtype=torch.float64), variant="float64")
    c("linspace", -1.0, 2.0, 7, call=lambda a, b, n: torch.linspace(a, b, n, dtype=torch.float64), variant="float64")
    c("logspace", -1.0, 2.0, 4, 10.0, call=lambda a, b, n, k: torch.logspace(a, b, n, k, dtype=torch.float64), variant="float64")
    c("eye", 3, 4, call=lambda n, m: torch.eye(n, m))
    c("tril_indices", 3, 4, -1, call=torch.tril_indices)
    c("triu_indices", 3, 4, 1, call=torch.triu_indices)
    for name in "zeros_like ones_like".split():
        c(name, F(3, 5, grad=False))
    c("full_like", F(3, 5, grad=False), 1.5)
    c("new_full", F(3, grad=False), [2, 3], 1.5)
    c("new_zeros", F(3, grad=False), [2, 3])
    c("new_ones", F(3, grad=False), 2, 3)
    for name in "zeros ones".split():
        c(name, [2, 3], call=lambda size, f=getattr(torch, name): f(size), variant="size")
    c("full", [2, 3], 1.5, call=torch.full, variant="size")
    c("fill_", F(3, grad=False), 2.5, call=lambda x, v: x.clone().fill_(v))
    c("zero_", F(3, grad=False), call=lambda x: x.clone().zero_())


ALL = (pointwise, arithmetic, comparison, reduction, shape, indexing, linear_algebra, layers, creation)
