// SwiGLU's activation with a backward pass of its own. Source: Shazeer 2020, arXiv:2002.05202, section 2.
#include "abi.h"
#include "kept.h"
#include "rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class F>
static void over_rows(int64_t rows, int64_t width, F&& work) {
    at::parallel_for(0, rows, 1 + (1 << 13) / (width + 1), work);
}

struct Swiglu : torch::autograd::Function<Swiglu> {
    static Tensor forward(AutogradContext* context, const Tensor& given) {
        TORCH_CHECK(given.dim() > 0 && given.size(-1) % 2 == 0, "swiglu: an even width is wanted, not ", given.sizes());
        auto x = given.contiguous();
        const int64_t half = x.size(-1) / 2, rows = half ? x.numel() / (2 * half) : 0;
        auto shape = x.sizes().vec();
        shape.back() = half;
        auto y = at::empty(shape, x.options());
        by_kept(x.scalar_type(), "swiglu", [&](auto kept, auto number) {
            using S = decltype(kept);
            over_rows(rows, half, [&](int64_t begin, int64_t end) {
                kept_row_kernels<S, decltype(number)>().swiglu(numbers_of<S>(x) + begin * 2 * half, end - begin, half, numbers_of<S>(y) + begin * half);
            });
        });
        context->save_for_backward({x});
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto x = context->get_saved_variables()[0], d_y = gradients[0].contiguous(), d_x = at::empty(x.sizes(), x.options());
        const int64_t half = x.size(-1) / 2, rows = half ? x.numel() / (2 * half) : 0;
        by_kept(x.scalar_type(), "swiglu", [&](auto kept, auto number) {
            using S = decltype(kept);
            over_rows(rows, half, [&](int64_t begin, int64_t end) {
                kept_row_kernels<S, decltype(number)>().swiglu_backward(numbers_of<S>(d_y) + begin * half, numbers_of<S>(x) + begin * 2 * half, end - begin, half,
                                                                        numbers_of<S>(d_x) + begin * 2 * half);
            });
        });
        return {d_x};
    }
};

}  // namespace unimem

// x (..., 2F): gate first. Result (..., F): silu(gate) times the rest; float32, float64 or bfloat16 on the CPU.
UNIMEM_API int unimem_swiglu(const at::Tensor* x, at::Tensor** result) {
    return unimem::guarded([&] { *result = new at::Tensor(unimem::Swiglu::apply(*x)); });
}
