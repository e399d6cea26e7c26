// Root-mean-square norm with a backward pass of its own. Source: Zhang and Sennrich 2019, arXiv:1910.07467, section 3.
#include "abi.h"
#include "rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows whose part of the weights' gradient is summed apart: parts do not depend on the number of threads.
constexpr int64_t kPart = 64;

template <class T>
static void norm_forward(const Tensor& x, const Tensor& weight, double epsilon, const Tensor& y, const Tensor& roots) {
    const int64_t width = x.size(-1);
    at::parallel_for(0, roots.numel(), 1 + (1 << 14) / width, [&](int64_t begin, int64_t end) {
        row_kernels<T>().norm(x.data_ptr<T>() + begin * width, weight.data_ptr<T>(), end - begin, width, epsilon,
                              y.data_ptr<T>() + begin * width, roots.data_ptr<T>() + begin);
    });
}

template <class T>
static void norm_back(const Tensor& d_y, const Tensor& x, const Tensor& weight, const Tensor& roots, const Tensor& d_x, const Tensor& d_weight) {
    const int64_t width = x.size(-1), rows = roots.numel(), parts = (rows + kPart - 1) / kPart;
    std::vector<T> sums(parts * width);
    at::parallel_for(0, parts, 1 + (1 << 14) / (kPart * width), [&](int64_t begin, int64_t end) {
        for (int64_t part = begin; part < end; part++) {
            const int64_t first = part * kPart, at = first * width;
            row_kernels<T>().norm_backward(d_y.data_ptr<T>() + at, x.data_ptr<T>() + at, weight.data_ptr<T>(), roots.data_ptr<T>() + first,
                                           std::min(kPart, rows - first), width, d_x.data_ptr<T>() + at, sums.data() + part * width);
        }
    });
    T* total = d_weight.data_ptr<T>();
    for (int64_t part = 0; part < parts; part++)
        for (int64_t i = 0; i < width; i++) total[i] += sums[part * width + i];
}

struct RmsNorm : torch::autograd::Function<RmsNorm> {
    static Tensor forward(AutogradContext* context, const Tensor& given, const Tensor& weight, double epsilon) {
        TORCH_CHECK(given.dim() > 0 && weight.dim() == 1 && given.size(-1) == weight.size(0), "norm: ", given.sizes(), " does not fit weights ", weight.sizes());
        TORCH_CHECK(given.scalar_type() == weight.scalar_type(), "norm: one type is wanted");
        auto x = given.contiguous(), y = at::empty(x.sizes(), x.options()), roots = at::empty({x.numel() / x.size(-1)}, x.options()), w = weight.contiguous();
        AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "norm", [&] { norm_forward<scalar_t>(x, w, epsilon, y, roots); });
        context->save_for_backward({x, w, roots});
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        auto d_y = gradients[0].contiguous(), d_x = at::empty(saved[0].sizes(), saved[0].options()), d_weight = at::zeros(saved[1].sizes(), saved[1].options());
        AT_DISPATCH_FLOATING_TYPES(d_y.scalar_type(), "norm", [&] { norm_back<scalar_t>(d_y, saved[0], saved[1], saved[2], d_x, d_weight); });
        return {d_x, d_weight, Tensor()};
    }
};

}  // namespace unimem

// x (..., E) times weight (E) over the root of its mean square plus epsilon; float32 or float64 on the CPU.
UNIMEM_API int unimem_rms_norm(const at::Tensor* x, const at::Tensor* weight, double epsilon, at::Tensor** result) {
    return unimem::guarded([&] { *result = new at::Tensor(unimem::RmsNorm::apply(*x, *weight, epsilon)); });
}
