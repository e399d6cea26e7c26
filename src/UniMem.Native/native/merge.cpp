// Attention to two sets of keys as if one softmax had seen both, with a backward pass of its own.
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

static Tensor dense_lines(const Tensor& x) { return x.stride(-1) == 1 || x.size(-1) == 1 ? x : x.contiguous(); }

// (B, H, T, D) that lies as (B, T, H, D), as projections want it.
static Tensor like(const Tensor& x) { return at::empty({x.size(0), x.size(2), x.size(1), x.size(3)}, x.options()).transpose(1, 2); }

// Calls work with the lines of each row and head, threads dividing them.
template <class F>
static void over_heads(const Tensor& values, F&& work) {
    const int64_t heads = values.size(1);
    at::parallel_for(0, values.size(0) * heads, 1 + (1 << 14) / (values.size(2) * values.size(3) + 1), [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; n++) work(n / heads, n % heads);
    });
}

template <class T>
static T* lines_of(const Tensor& x, int64_t b, int64_t h) {
    return numbers_of<T>(x) + b * x.stride(0) + h * x.stride(1);
}

template <class S, class T>
static Merging<S, T> sides(const Tensor& one, const Tensor& one_mass, const Tensor& other, const Tensor& other_mass, const Tensor& result, const Tensor& mass,
                           int64_t b, int64_t h) {
    Merging<S, T> m{};
    m.lines = one.size(2), m.width = one.size(3);
    m.one = lines_of<S>(one, b, h), m.other = lines_of<S>(other, b, h), m.result = lines_of<S>(result, b, h);
    m.one_mass = lines_of<T>(one_mass, b, h), m.other_mass = lines_of<T>(other_mass, b, h), m.mass = lines_of<T>(mass, b, h);
    m.one_step = one.stride(2), m.other_step = other.stride(2), m.result_step = result.stride(2);
    return m;
}

struct MergeAttention : torch::autograd::Function<MergeAttention> {
    static variable_list forward(AutogradContext* context, const Tensor& one_given, const Tensor& one_mass, const Tensor& other_given, const Tensor& other_mass) {
        TORCH_CHECK(one_given.dim() == 4 && one_given.sizes() == other_given.sizes() && one_mass.sizes() == other_mass.sizes() && one_mass.sizes() == one_given.sizes().slice(0, 3), "merge: ", one_given.sizes(), " does not fit ", other_given.sizes());
        TORCH_CHECK(one_given.scalar_type() == other_given.scalar_type(), "merge: one type is wanted, not ", one_given.scalar_type(), " and ", other_given.scalar_type());
        const auto precise = one_given.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        TORCH_CHECK(one_mass.scalar_type() == precise && other_mass.scalar_type() == precise, "merge: log-masses of ", precise, " are wanted");
        auto one = dense_lines(one_given), other = dense_lines(other_given), left = one_mass.contiguous(), right = other_mass.contiguous();
        auto result = like(one), mass = at::empty(left.sizes(), left.options());
        by_kept(one.scalar_type(), "merge", [&](auto kept, auto number) {
            using S = decltype(kept);
            using T = decltype(number);
            over_heads(one, [&](int64_t b, int64_t h) { kept_row_kernels<S, T>().merge(sides<S, T>(one, left, other, right, result, mass, b, h)); });
        });
        context->save_for_backward({one, left, other, right, result, mass});
        context->set_materialize_grads(false);
        return {result, mass};
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        const auto &one = saved[0], &left = saved[1], &other = saved[2], &right = saved[3], &result = saved[4], &mass = saved[5];
        auto d_result = gradients[0].defined() ? dense_lines(gradients[0]) : at::zeros(one.sizes(), one.options());
        auto d_mass = gradients[1].defined() ? gradients[1].contiguous() : Tensor();
        auto d_one = like(one), d_other = like(one), d_left = at::empty(left.sizes(), left.options()), d_right = at::empty(left.sizes(), left.options());
        by_kept(one.scalar_type(), "merge", [&](auto kept, auto number) {
            using S = decltype(kept);
            using T = decltype(number);
            over_heads(one, [&](int64_t b, int64_t h) {
                auto m = sides<S, T>(one, left, other, right, result, mass, b, h);
                m.d_result = lines_of<S>(d_result, b, h), m.d_result_step = d_result.stride(2);
                m.d_mass = d_mass.defined() ? lines_of<T>(d_mass, b, h) : nullptr;
                m.d_one = lines_of<S>(d_one, b, h), m.d_other = lines_of<S>(d_other, b, h), m.d_step = d_one.stride(2);
                m.d_one_mass = lines_of<T>(d_left, b, h), m.d_other_mass = lines_of<T>(d_right, b, h);
                kept_row_kernels<S, T>().merge_backward(m);
            });
        });
        return {d_one, d_left, d_other, d_right};
    }
};

}  // namespace unimem

// Values (B, H, T, D) and log-masses (B, H, T) of two attentions of the same queries, float32, float64 or bfloat16 with float32 masses on the CPU, and those of both.
UNIMEM_API int unimem_merge(const at::Tensor* one, const at::Tensor* one_mass, const at::Tensor* other, const at::Tensor* other_mass, at::Tensor** values,
                            at::Tensor** mass) {
    return unimem::guarded([&] {
        auto results = unimem::MergeAttention::apply(*one, *one_mass, *other, *other_mass);
        *values = new at::Tensor(results[0]);
        *mass = new at::Tensor(results[1]);
    });
}
