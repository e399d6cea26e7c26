// Fused attention as libtorch sees it: checks, memory, threads and the graph. The arithmetic is in attention_tiles.h.
#include "attention.h"

#include "abi.h"
#include "instruction_sets.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class T>
static const Kernels<T>& kernels() {
    static const Kernels<T>& best = best_of(InstructionSets<T>::avx512, InstructionSets<T>::avx2, InstructionSets<T>::plain);
    return best;
}

static Tensor dense(const Tensor& x) { return x.stride(-1) == 1 || x.size(-1) == 1 ? x : x.contiguous(); }

template <class T>
static Heads<const T> heads_of(const Tensor& x) {
    return {x.data_ptr<T>(), x.stride(0), x.stride(1), x.stride(2)};
}

// (B or 1, H or 1, T or 1, S) bool as bytes whose last axis is contiguous.
static Tensor bytes_of(const Tensor& visible, int64_t keys) {
    return (visible.size(-1) == keys ? dense(visible) : visible.expand({-1, -1, -1, keys}).contiguous()).view(at::kByte);
}

static Mask mask_of(const Tensor& bytes) {
    auto step = [&](int64_t axis) { return bytes.size(axis) == 1 ? 0 : bytes.stride(axis); };
    return bytes.numel() > 0 ? Mask{bytes.data_ptr<uint8_t>(), step(0), step(1), step(2)} : Mask{};
}

template <class T>
static Attention<T> describe(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bytes, double scale) {
    Attention<T> a{};
    a.rows = q.size(0), a.heads = q.size(1), a.groups = k.size(1), a.queries = q.size(2), a.keys = k.size(2), a.width = q.size(3);
    a.scale = scale;
    a.q = heads_of<T>(q), a.k = heads_of<T>(k), a.v = heads_of<T>(v);
    a.visible = mask_of(bytes);
    return a;
}

// Runs the packing and leaves the buffers to the caller, who keeps them as long as the description is used.
template <class T>
static Tensor pack(Attention<T>& a, const at::TensorOptions& options, bool backward) {
    const int64_t size = a.packed_size();
    auto buffer = at::empty({(backward ? 4 : 3) * size}, options);
    a.packed_keys = buffer.template data_ptr<T>(), a.packed_values = a.packed_keys + size, a.turned_keys = a.packed_values + size;
    a.turned_values = backward ? a.turned_keys + size : nullptr;
    at::parallel_for(0, a.rows * a.groups, 1, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; n++) kernels<T>().pack(a, n / a.groups, n % a.groups, backward);
    });
    return buffer;
}

template <class T>
static std::tuple<Tensor, Tensor> forward(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bytes, double scale) {
    auto a = describe<T>(q, k, v, bytes, scale);
    auto output = at::empty({a.rows, a.heads, a.queries, a.width}, q.options()), mass = at::empty({a.rows, a.heads, a.queries}, q.options());
    a.output = output.template data_ptr<T>(), a.mass = mass.template data_ptr<T>();
    auto packed = pack(a, q.options(), false);
    at::parallel_for(0, a.rows * a.heads * a.query_tiles(), 1, [&](int64_t begin, int64_t end) {
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++) {
            const int64_t line = n / a.query_tiles();
            kernels<T>().forward(a, line / a.heads, line % a.heads, n % a.query_tiles(), scratch.data());
        }
    });
    return {output, mass};
}

template <class T>
static variable_list backward(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bytes, double scale, const Tensor& output,
                              const Tensor& mass, const Tensor& d_output, const Tensor& d_mass) {
    auto a = describe<T>(q, k, v, bytes, scale);
    auto d_q = at::zeros(q.sizes(), q.options()), d_k = at::empty(k.sizes(), k.options()), d_v = at::empty(v.sizes(), v.options());
    auto delta = (d_output * output).sum(-1);
    a.mass = mass.template data_ptr<T>(), a.d_output = d_output.template data_ptr<T>(), a.delta = delta.template data_ptr<T>();
    a.d_mass = d_mass.defined() ? d_mass.template data_ptr<T>() : nullptr;
    a.d_q = d_q.template data_ptr<T>(), a.d_k = d_k.template data_ptr<T>(), a.d_v = d_v.template data_ptr<T>();
    auto packed = pack(a, q.options(), true);
    at::parallel_for(0, a.rows * a.groups, 1, [&](int64_t begin, int64_t end) {
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++) kernels<T>().backward(a, n / a.groups, n % a.groups, scratch.data());
    });
    return {d_q, d_k, d_v};
}

struct FusedAttention : torch::autograd::Function<FusedAttention> {
    // One type, four axes, heads in groups, a mask that can be broadcast: what a caller in C# could get wrong.
    static void check(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor* visible) {
        TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && k.sizes() == v.sizes(), "attention: queries ", q.sizes(), ", keys ", k.sizes(), ", values ", v.sizes());
        TORCH_CHECK(q.size(0) == k.size(0) && q.size(3) == k.size(3) && q.size(1) % k.size(1) == 0, "attention: queries ", q.sizes(), " do not fit keys ", k.sizes());
        TORCH_CHECK(q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type() && (q.scalar_type() == at::kFloat || q.scalar_type() == at::kDouble), "attention: one type is wanted, float32 or float64");
        TORCH_CHECK(q.is_cpu() && k.is_cpu() && v.is_cpu() && (!visible || visible->is_cpu()), "attention: tensors of the CPU are wanted");
        if (!visible) return;
        const int64_t full[] = {q.size(0), q.size(1), q.size(2), k.size(2)};
        TORCH_CHECK(visible->dim() == 4 && visible->scalar_type() == at::kBool, "attention: the mask has four axes of bool");
        for (int64_t axis = 0; axis < 4; axis++)
            TORCH_CHECK(visible->size(axis) == 1 || visible->size(axis) == full[axis], "attention: mask ", visible->sizes(), " for queries ", q.sizes(), " and keys ", k.sizes());
    }

    static variable_list forward(AutogradContext* context, Tensor q, Tensor k, Tensor v, const Tensor* visible, double scale) {
        check(q, k, v, visible);
        auto bytes = visible ? bytes_of(*visible, k.size(2)) : at::empty({0}, at::kByte);
        q = dense(q), k = dense(k), v = dense(v);
        auto [output, mass] = q.scalar_type() == at::kDouble ? unimem::forward<double>(q, k, v, bytes, scale)
                                                             : unimem::forward<float>(q, k, v, bytes, scale);
        context->save_for_backward({q, k, v, bytes, output, mass});
        context->saved_data["scale"] = scale;
        context->set_materialize_grads(false);
        return {output, mass};
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &v = saved[2], &bytes = saved[3], &output = saved[4], &mass = saved[5];
        auto d_output = gradients[0].defined() ? gradients[0].contiguous() : at::zeros_like(output);
        auto d_mass = gradients[1].defined() ? gradients[1].contiguous() : Tensor();
        const double scale = context->saved_data["scale"].toDouble();
        auto list = q.scalar_type() == at::kDouble
                        ? unimem::backward<double>(q, k, v, bytes, scale, output, mass, d_output, d_mass)
                        : unimem::backward<float>(q, k, v, bytes, scale, output, mass, d_output, d_mass);
        list.resize(5);
        return list;
    }
};

}  // namespace unimem

// Attention of q (B, H, T, D) over k, v (B, G, S, D) of one type, float32 or float64, on the CPU; visible: bool, broadcastable to (B, H, T, S),
// or null; scores are products times scale. Results: values (B, H, T, D) and log-mass (B, H, T).
UNIMEM_API int unimem_attend(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const at::Tensor* visible, double scale,
                             at::Tensor** values, at::Tensor** mass) {
    return unimem::guarded([&] {
        auto results = unimem::FusedAttention::apply(*q, *k, *v, visible, scale);
        *values = new at::Tensor(results[0]);
        *mass = new at::Tensor(results[1]);
    });
}
