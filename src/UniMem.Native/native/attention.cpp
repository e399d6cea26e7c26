// Fused attention as libtorch sees it: checks, memory, threads and the graph. The arithmetic is in attention_tiles.h.
#include "attention.h"

#include "abi.h"
#include "instruction_sets.h"
#include "kept.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class F>
static const Kernels<F>& kernels() {
    if constexpr (Attention<F>::kPairs) {
        return InstructionSets<F>::avx512bf16;
    } else {
        static const Kernels<F>& best = best_of(InstructionSets<F>::avx512, InstructionSets<F>::avx2, InstructionSets<F>::plain);
        return best;
    }
}

// Calls body with the types that tensors of a type are attended to in.
template <class Body>
static auto by_form(at::ScalarType type, Body&& body) {
    if (type == at::kDouble) return body(Double());
    if (type == at::kFloat) return body(Single());
#if defined(UNIMEM_AVX512BF16)
    if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) return body(BrainPairs());
#endif
    return body(Brain());
}

// Of sums and angles.
static at::ScalarType precise(at::ScalarType type) { return type == at::kDouble ? at::kDouble : at::kFloat; }

static Tensor dense(const Tensor& x) { return x.stride(-1) == 1 || x.size(-1) == 1 ? x : x.contiguous(); }

template <class T>
static Heads<const T> heads_of(const Tensor& x) {
    return {numbers_of<const T>(x), x.stride(0), x.stride(1), x.stride(2)};
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
static Heads<T> heads_to(Tensor& x) {
    return {numbers_of<T>(x), x.stride(0), x.stride(1), x.stride(2)};
}

// Cosines and sines of the angles by which vectors turn; empty where they do not.
struct Angles {
    Tensor cos, sin;

    template <class T>
    Turns<T> turns() const {
        return cos.numel() ? Turns<T>{cos.data_ptr<T>(), sin.data_ptr<T>(), cos.size(0) == 1 ? 0 : cos.stride(0), cos.size(2)} : Turns<T>{};
    }
};

// (B, heads, length, D) that lies as (B, length, heads, D): what comes from a projection and goes to one is not copied on the way.
static Tensor heads_of_size(at::IntArrayRef size, const at::TensorOptions& options) {
    return at::empty({size[0], size[2], size[1], size[3]}, options).transpose(1, 2);
}

struct Given {
    Tensor q, k, v, bytes;
    Angles q_angles, k_angles;
    double scale;
};

template <class F>
static Attention<F> describe(const Given& given) {
    using S = typename F::Kept;
    using T = typename F::Number;
    const auto &q = given.q, &k = given.k;
    Attention<F> a{};
    a.rows = q.size(0), a.heads = q.size(1), a.groups = k.size(1), a.queries = q.size(2), a.keys = k.size(2), a.width = q.size(3);
    a.scale = given.scale;
    a.q = heads_of<S>(q), a.k = heads_of<S>(k), a.v = heads_of<S>(given.v);
    a.q_turns = given.q_angles.template turns<T>(), a.k_turns = given.k_angles.template turns<T>();
    a.visible = mask_of(given.bytes);
    return a;
}

// Runs the packing and leaves the buffers to the caller, who keeps them as long as the description is used.
template <class F>
static Tensor pack(Attention<F>& a, const at::TensorOptions& options, bool backward) {
    const int64_t size = a.packed_size();
    auto buffer = at::empty({(backward ? 4 : 3) * size}, options);
    a.packed_keys = numbers_of<typename F::Word>(buffer), a.packed_values = a.packed_keys + size, a.turned_keys = a.packed_values + size;
    a.turned_values = backward ? a.turned_keys + size : nullptr;
    at::parallel_for(0, a.rows * a.groups, 1, [&](int64_t begin, int64_t end) {
        std::vector<typename F::Number> scratch(a.kPairs ? a.scratch_size() : 0);
        for (int64_t n = begin; n < end; n++) kernels<F>().pack(a, n / a.groups, n % a.groups, backward, scratch.data());
    });
    return buffer;
}

template <class F>
static std::tuple<Tensor, Tensor> forward(const Given& given) {
    using T = typename F::Number;
    auto a = describe<F>(given);
    const auto sums = given.q.options().dtype(precise(given.q.scalar_type()));
    auto output = heads_of_size(given.q.sizes(), given.q.options()), mass = at::empty({a.rows, a.heads, a.queries}, sums);
    a.output = heads_to<typename F::Kept>(output), a.mass = numbers_of<T>(mass);
    auto packed = pack(a, sums, false);
    at::parallel_for(0, a.rows * a.heads * a.query_tiles(), 1, [&](int64_t begin, int64_t end) {
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++) {
            const int64_t line = n / a.query_tiles();
            kernels<F>().forward(a, line / a.heads, line % a.heads, n % a.query_tiles(), scratch.data());
        }
    });
    return {output, mass};
}

// Room for what is packed of the queries, which is left to the caller likewise.
template <class F>
static Tensor prepare(Attention<F>& a, const at::TensorOptions& options) {
    using T = typename F::Number;
    using W = typename F::Word;
    const int64_t size = a.packed_lines() * a.wide(), words = size / a.kWord;
    auto room = at::empty({size + (a.kPairs ? 4 : 2) * words + a.rows * a.heads * a.queries}, options);
    a.packed_gradients = numbers_of<T>(room);
    auto* queries = reinterpret_cast<W*>(a.packed_gradients + size);
    auto* outputs = queries + words;
    a.packed_queries = reinterpret_cast<typename Attention<F>::N*>(queries), a.packed_outputs = reinterpret_cast<typename Attention<F>::N*>(outputs);
    a.paired_queries = a.kPairs ? outputs + words : queries, a.paired_outputs = a.kPairs ? a.paired_queries + words : outputs;
    a.delta = reinterpret_cast<T*>(a.paired_outputs + words);
    at::parallel_for(0, a.rows * a.heads, 1, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; n++) kernels<F>().prepare(a, n / a.heads, n % a.heads);
    });
    return room;
}

template <class F>
static variable_list backward(const Given& given, const Tensor& output, const Tensor& mass, const Tensor& d_output, const Tensor& d_mass) {
    using S = typename F::Kept;
    using T = typename F::Number;
    auto a = describe<F>(given);
    const auto options = given.q.options(), sums = mass.options();
    auto d_q = heads_of_size(given.q.sizes(), options), d_k = heads_of_size(given.k.sizes(), options), d_v = heads_of_size(given.k.sizes(), options);
    a.mass = numbers_of<T>(mass), a.result = heads_of<S>(output), a.d_output = heads_of<S>(d_output);
    a.d_mass = d_mass.defined() ? numbers_of<T>(d_mass) : nullptr;
    a.d_q = heads_to<S>(d_q), a.d_k = heads_to<S>(d_k), a.d_v = heads_to<S>(d_v);
    auto prepared = prepare(a, sums), packed = pack(a, sums, true);
    at::parallel_for(0, a.rows * a.groups, 1, [&](int64_t begin, int64_t end) {
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++) kernels<F>().backward(a, n / a.groups, n % a.groups, scratch.data());
    });
    return {d_q, d_k, d_v};
}

struct FusedAttention : torch::autograd::Function<FusedAttention> {
    // One type, four axes, heads in groups, a mask that can be broadcast: what a caller in C# could get wrong.
    static void check(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor* visible) {
        TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && k.sizes() == v.sizes(), "attention: queries ", q.sizes(), ", keys ", k.sizes(), ", values ", v.sizes());
        TORCH_CHECK(q.size(0) == k.size(0) && q.size(3) == k.size(3) && q.size(1) % k.size(1) == 0, "attention: queries ", q.sizes(), " do not fit keys ", k.sizes());
        TORCH_CHECK(q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type() && (q.scalar_type() == at::kFloat || q.scalar_type() == at::kDouble || q.scalar_type() == at::kBFloat16), "attention: one type is wanted, float32, float64 or bfloat16");
        TORCH_CHECK(q.is_cpu() && k.is_cpu() && v.is_cpu() && (!visible || visible->is_cpu()), "attention: tensors of the CPU are wanted");
        if (!visible) return;
        const int64_t full[] = {q.size(0), q.size(1), q.size(2), k.size(2)};
        TORCH_CHECK(visible->dim() == 4 && visible->scalar_type() == at::kBool, "attention: the mask has four axes of bool");
        for (int64_t axis = 0; axis < 4; axis++)
            TORCH_CHECK(visible->size(axis) == 1 || visible->size(axis) == full[axis], "attention: mask ", visible->sizes(), " for queries ", q.sizes(), " and keys ", k.sizes());
    }

    static void check(const Angles& angles, const Tensor& x, const char* name) {
        if (!angles.cos.numel()) return;
        const bool fits = angles.cos.dim() == 3 && angles.cos.sizes() == angles.sin.sizes() && (angles.cos.size(0) == 1 || angles.cos.size(0) == x.size(0)) &&
                          angles.cos.size(1) == x.size(2) && 2 * angles.cos.size(2) == x.size(3);
        TORCH_CHECK(fits, "attention: angles ", angles.cos.sizes(), " do not fit ", name, " ", x.sizes());
    }

    static variable_list forward(AutogradContext* context, Tensor q, Tensor k, Tensor v, const Tensor* visible, double scale, const Angles* angles) {
        check(q, k, v, visible);
        check(angles[0], q, "queries"), check(angles[1], k, "keys");
        auto bytes = visible ? bytes_of(*visible, k.size(2)) : at::empty({0}, at::kByte);
        const Given given{dense(q), dense(k), dense(v), bytes, angles[0], angles[1], scale};
        auto [output, mass] = by_form(q.scalar_type(), [&](auto form) { return unimem::forward<decltype(form)>(given); });
        context->save_for_backward({given.q, given.k, given.v, bytes, output, mass, angles[0].cos, angles[0].sin, angles[1].cos, angles[1].sin});
        context->saved_data["scale"] = scale;
        context->set_materialize_grads(false);
        return {output, mass};
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        const Given given{saved[0], saved[1], saved[2], saved[3], {saved[6], saved[7]}, {saved[8], saved[9]}, context->saved_data["scale"].toDouble()};
        const auto &output = saved[4], &mass = saved[5];
        auto d_output = gradients[0].defined() ? dense(gradients[0]) : at::zeros(output.sizes(), output.options());
        auto d_mass = gradients[1].defined() ? gradients[1].contiguous() : Tensor();
        auto list = by_form(given.q.scalar_type(), [&](auto form) { return unimem::backward<decltype(form)>(given, output, mass, d_output, d_mass); });
        list.resize(6);
        return list;
    }
};

}  // namespace unimem

// Attention of q (B, H, T, D) over k, v (B, G, S, D) of one type, float32, float64 or bfloat16, on the CPU; visible: bool, broadcastable to
// (B, H, T, S), or null; scores are products times scale. Queries and keys are rotated first by the angles whose cosines and sines,
// (1 or B, 1, T or S, D/2), are given; null: not. Results: values (B, H, T, D) and log-mass (B, H, T), which is float32 or better.
UNIMEM_API int unimem_attend(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const at::Tensor* visible, double scale,
                             const at::Tensor* q_cos, const at::Tensor* q_sin, const at::Tensor* k_cos, const at::Tensor* k_sin, at::Tensor** values,
                             at::Tensor** mass) {
    return unimem::guarded([&] {
        auto given = [&](const at::Tensor* x) { return x ? (x->dim() == 4 ? x->squeeze(1) : *x).to(unimem::precise(q->scalar_type())).contiguous() : at::empty({0}, q->options()); };
        const unimem::Angles angles[] = {{given(q_cos), given(q_sin)}, {given(k_cos), given(k_sin)}};
        auto results = unimem::FusedAttention::apply(*q, *k, *v, visible, scale, static_cast<const unimem::Angles*>(angles));
        *values = new at::Tensor(results[0]);
        *mass = new at::Tensor(results[1]);
    });
}
