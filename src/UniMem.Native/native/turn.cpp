// Rotary embedding of heads with a backward pass of its own. Source: Su et al. 2021, arXiv:2104.09864, section 3.2, in Llama's layout.
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

// Lines of each row and head from x (B, H, S, D) to y, turned forth by sign 1 and back by -1; cos and sin (1 or B, S, D/2) are contiguous, in the type that is computed in.
template <class S, class T>
static void turn(const Tensor& x, const Tensor& cos, const Tensor& sin, int sign, const Tensor& y) {
    const int64_t heads = x.size(1), lines = x.size(2), width = x.size(3), row = cos.size(0) == 1 ? 0 : cos.stride(0);
    at::parallel_for(0, x.size(0) * heads, 1 + (1 << 14) / (lines * width + 1), [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; n++) {
            const int64_t b = n / heads, h = n % heads;
            kept_row_kernels<S, T>().turn(numbers_of<S>(x) + b * x.stride(0) + h * x.stride(1), x.stride(2), cos.data_ptr<T>() + b * row, sin.data_ptr<T>() + b * row,
                                          static_cast<T>(sign), lines, width / 2, numbers_of<S>(y) + b * y.stride(0) + h * y.stride(1), y.stride(2));
        }
    });
}

static Tensor turned(const Tensor& given, const Tensor& cos, const Tensor& sin, int sign) {
    auto x = given.stride(-1) == 1 ? given : given.contiguous();
    auto y = at::empty(x.sizes(), x.options());
    by_kept(x.scalar_type(), "turn", [&](auto kept, auto number) { turn<decltype(kept), decltype(number)>(x, cos, sin, sign, y); });
    return y;
}

struct TurnHeads : torch::autograd::Function<TurnHeads> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& cos, const Tensor& sin) {
        TORCH_CHECK(x.dim() == 4 && cos.dim() == 3 && cos.sizes() == sin.sizes() && (cos.size(0) == 1 || cos.size(0) == x.size(0)) && cos.size(1) == x.size(2) && 2 * cos.size(2) == x.size(3), "turn: angles ", cos.sizes(), " do not fit ", x.sizes());
        TORCH_CHECK(cos.scalar_type() == x.scalar_type() && sin.scalar_type() == x.scalar_type(), "turn: one type is wanted");
        const auto precise = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        auto wide_cos = cos.to(precise), wide_sin = sin.to(precise);
        context->save_for_backward({wide_cos, wide_sin});
        return turned(x, wide_cos, wide_sin, 1);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        return {turned(gradients[0], saved[0], saved[1], -1), Tensor(), Tensor()};
    }
};

}  // namespace unimem

// x (B, H, S, D) float32, float64 or bfloat16 on the CPU, its pairs (i, i + D/2) turned by the angles whose cosines and sines, (1 or B, 1, S, D/2), are given.
UNIMEM_API int unimem_turn(const at::Tensor* x, const at::Tensor* cos, const at::Tensor* sin, at::Tensor** result) {
    return unimem::guarded([&] { *result = new at::Tensor(unimem::TurnHeads::apply(*x, cos->squeeze(1).contiguous(), sin->squeeze(1).contiguous())); });
}
