// The best slots of each query, and attention to them, as libtorch sees it: checks, memory, threads and the graph. The arithmetic is in
// topk_tiles.h.
#include "topk.h"

#include "abi.h"

#include <algorithm>
#include <limits>
#include <memory>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class K, class T>
static const PickKernels<K, T>& kernels() {
#if defined(__x86_64__)
    static const PickKernels<K, T>& best = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
                                               ? PickSets<K, T>::avx512
                                           : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? PickSets<K, T>::avx2
                                                                                                             : PickSets<K, T>::plain;
    return best;
#else
    return PickSets<K, T>::plain;
#endif
}

static Tensor dense(const Tensor& x) { return x.stride(-1) == 1 || x.size(-1) == 1 ? x : x.contiguous(); }

template <class S, class T>
static Heads<const T> heads_of(const Tensor& x) {
    return {reinterpret_cast<const T*>(x.data_ptr<S>()), x.stride(0), x.stride(1), x.stride(2)};
}

// Calls body(K, T) with values of the types of the keys and of what is computed.
template <class F>
static auto by_type(const Tensor& q, const Tensor& k, F&& body) {
    if (q.scalar_type() == at::kDouble) return body(double(), double(), double());
    return k.scalar_type() == at::kBFloat16 ? body(at::BFloat16(), Half(), float()) : body(float(), float(), float());
}

static void check(const Tensor& q, const Tensor& k) {
    TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && q.size(0) == k.size(0) && q.size(3) == k.size(3) && k.size(1) > 0 && q.size(1) % k.size(1) == 0, "top-k: queries ", q.sizes(), " do not fit keys ", k.sizes());
    TORCH_CHECK(q.is_cpu() && k.is_cpu(), "top-k: tensors of the CPU are wanted");
    const bool same = q.scalar_type() == k.scalar_type() && (q.scalar_type() == at::kFloat || q.scalar_type() == at::kDouble);
    TORCH_CHECK(same || (q.scalar_type() == at::kFloat && k.scalar_type() == at::kBFloat16), "top-k: queries of ", q.scalar_type(), " do not fit keys of ", k.scalar_type());
}

// The queries are cut so that every thread has work; what a query finds does not depend on where.
static int64_t cut(int64_t queries, int64_t lines) {
    const int64_t parts = std::max<int64_t>(1, 2 * at::get_num_threads() / std::max<int64_t>(lines, 1));
    return std::max<int64_t>(1, std::min(queries, padded(tiles(queries, parts), kQueries)));
}

template <class K, class T>
static void search(const Search<K, T>& a, T* scores, int64_t* columns) {
    const int64_t length = cut(a.queries, a.rows * a.groups), parts = tiles(a.queries, length), room = a.room();
    at::parallel_for(0, a.rows * a.groups * parts, 1, [&](int64_t begin, int64_t end) {
        std::unique_ptr<T[]> found(new T[a.share() * length * room]);  // not made zero: little of it is looked at
        std::unique_ptr<int32_t[]> places(new int32_t[a.share() * length * room]);
        std::vector<Best<T>> bests(a.share() * length);
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++) {
            const int64_t b = n / parts / a.groups, g = n / parts % a.groups, from = n % parts * length, to = std::min(a.queries, from + length);
            auto line = [&](int64_t i) { return ((b * a.heads + g * a.share() + i / (to - from)) * a.queries + from + i % (to - from)) * a.best; };
            for (int64_t i = 0; i < a.share() * (to - from); i++) {
                auto& best = bests[i] = {found.get() + i * room, places.get() + i * room, 0, std::numeric_limits<T>::quiet_NaN()};
                const int64_t known = line(i);
                for (int64_t j = known; j < known + a.best; j++)
                    if (scores[j] > kMasked / 2) best.scores[best.count] = scores[j], best.columns[best.count++] = (int32_t)columns[j];
            }
            kernels<K, T>().search(a, b, g, from, to, bests.data(), scratch.data());
            for (int64_t i = 0; i < a.share() * (to - from); i++) {
                const auto best = bests[i];
                T* to_scores = scores + line(i);
                int64_t* to_columns = columns + line(i);
                std::copy(best.scores, best.scores + best.count, to_scores), std::fill(to_scores + best.count, to_scores + a.best, (T)kMasked);
                std::copy(best.columns, best.columns + best.count, to_columns), std::fill(to_columns + best.count, to_columns + a.best, 0);
            }
        }
    });
}

template <class K, class T>
static Picks<K, T> describe(const Tensor& q, const Tensor& columns, const Tensor& visible, double scale) {
    Picks<K, T> a{};
    a.rows = q.size(0), a.heads = q.size(1), a.queries = q.size(2), a.width = q.size(3), a.best = columns.size(3), a.scale = scale;
    a.q = heads_of<T, T>(q);
    a.columns = columns.data_ptr<int64_t>(), a.visible = reinterpret_cast<const uint8_t*>(visible.data_ptr<bool>());
    return a;
}

template <class S, class K, class T>
static void tables(Picks<K, T>& a, const Tensor& k, const Tensor& v) {
    a.groups = k.size(1), a.slots = k.size(2);
    a.k = heads_of<S, K>(k), a.v = heads_of<S, K>(v);
}

// body(row, head, from, to, scratch) for every run of queries.
template <class K, class T, class F>
static void each_run(const Picks<K, T>& a, F&& body) {
    constexpr int64_t length = 64;
    const int64_t runs = tiles(a.queries, length);
    at::parallel_for(0, a.rows * a.heads * runs, 1, [&](int64_t begin, int64_t end) {
        std::vector<T> scratch(a.scratch_size());
        for (int64_t n = begin; n < end; n++)
            body(n / runs / a.heads, n / runs % a.heads, n % runs * length, std::min(a.queries, (n % runs + 1) * length), scratch.data());
    });
}

struct PickedAttention : torch::autograd::Function<PickedAttention> {
    static variable_list forward(AutogradContext* context, Tensor q, Tensor k, Tensor v, Tensor columns, Tensor visible, double scale) {
        check(q, k);
        TORCH_CHECK(k.sizes() == v.sizes() && k.scalar_type() == v.scalar_type(), "top-k: keys ", k.sizes(), ", values ", v.sizes());
        TORCH_CHECK(columns.scalar_type() == at::kLong && visible.scalar_type() == at::kBool && columns.sizes() == visible.sizes() && columns.dim() == 4 && columns.sizes().slice(0, 3) == q.sizes().slice(0, 3), "top-k: picks ", columns.sizes(), " for queries ", q.sizes());
        q = dense(q), k = dense(k), v = dense(v), columns = columns.contiguous(), visible = visible.contiguous();
        TORCH_CHECK(columns.numel() == 0 || (columns.min().item<int64_t>() >= 0 && columns.max().item<int64_t>() < k.size(2)), "top-k: a pick outside of ", k.size(2), " slots");
        auto weights = at::empty(columns.sizes(), q.options()), output = at::empty(q.sizes(), q.options()), mass = at::empty(q.sizes().slice(0, 3), q.options());
        by_type(q, k, [&](auto stored, auto key, auto number) {
            using T = decltype(number);
            auto a = describe<decltype(key), T>(q, columns, visible, scale);
            tables<decltype(stored)>(a, k, v);
            a.weights = weights.template data_ptr<T>(), a.output = output.template data_ptr<T>(), a.mass = mass.template data_ptr<T>();
            each_run(a, [&](auto... run) { kernels<decltype(key), T>().forward(a, run...); });
        });
        context->save_for_backward({q, k, v, columns, visible, weights});
        context->saved_data["scale"] = scale;
        context->set_materialize_grads(false);
        return {output, mass};
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &v = saved[2], &columns = saved[3], &visible = saved[4], &weights = saved[5];
        auto d_output = gradients[0].defined() ? gradients[0].contiguous() : at::zeros(q.sizes(), q.options());
        auto d_mass = gradients[1].defined() ? gradients[1].contiguous() : Tensor();
        auto d_scores = at::empty(columns.sizes(), q.options()), d_q = at::empty(q.sizes(), q.options());
        auto d_k = context->needs_input_grad(1) ? at::zeros(k.sizes(), q.options()) : Tensor();
        auto d_v = context->needs_input_grad(2) ? at::zeros(v.sizes(), q.options()) : Tensor();
        by_type(q, k, [&](auto stored, auto key, auto number) {
            using T = decltype(number);
            auto a = describe<decltype(key), T>(q, columns, visible, context->saved_data["scale"].toDouble());
            tables<decltype(stored)>(a, k, v);
            a.weights = weights.template data_ptr<T>(), a.d_output = d_output.template data_ptr<T>();
            a.d_mass = d_mass.defined() ? d_mass.template data_ptr<T>() : nullptr;
            a.d_scores = d_scores.template data_ptr<T>(), a.d_q = d_q.template data_ptr<T>();
            a.d_k = d_k.defined() ? d_k.template data_ptr<T>() : nullptr, a.d_v = d_v.defined() ? d_v.template data_ptr<T>() : nullptr;
            each_run(a, [&](auto... run) { kernels<decltype(key), T>().backward(a, run...); });
            if (!a.d_k && !a.d_v) return;
            const int64_t length = std::max<int64_t>(1, tiles(a.slots, std::max<int64_t>(1, at::get_num_threads() / (a.rows * a.groups))));
            const int64_t parts = tiles(a.slots, length);
            at::parallel_for(0, a.rows * a.groups * parts, 1, [&](int64_t begin, int64_t end) {
                for (int64_t n = begin; n < end; n++)
                    kernels<decltype(key), T>().scatter(a, n / parts / a.groups, n / parts % a.groups, n % parts * length, std::min(a.slots, (n % parts + 1) * length));
            });
        });
        return {d_q, d_k.defined() ? d_k.to(k.scalar_type()) : d_k, d_v.defined() ? d_v.to(v.scalar_type()) : d_v, Tensor(), Tensor(), Tensor()};
    }
};

}  // namespace unimem

// The best of scores (B, H, T, K) and columns (B, H, T, K) int64, both written over, and of the keys k (B, G, S, D) from column `first` on.
// Products times scale, queries q (B, H, T, D) float32 or float64, keys of the same type or bfloat16; visible: bool, broadcastable to
// (B, H, T, S), or null. Earlier columns win among equals. Calls follow each other by column: those that were found before are ascending and
// stand before `first`; so they come out. Where fewer than K are seen, the rest has the masked score.
UNIMEM_API int unimem_search(const at::Tensor* q, const at::Tensor* k, const at::Tensor* visible, double scale, int64_t first, at::Tensor* scores,
                             at::Tensor* columns) {
    return unimem::guarded([&] {
        using namespace unimem;
        check(*q, *k);
        TORCH_CHECK(scores->scalar_type() == q->scalar_type() && columns->scalar_type() == at::kLong && scores->is_contiguous() && columns->is_contiguous() && scores->sizes() == columns->sizes() && scores->dim() == 4 && scores->size(3) > 0 && scores->sizes().slice(0, 3) == q->sizes().slice(0, 3), "top-k: picks ", scores->sizes(), " for queries ", q->sizes());
        TORCH_CHECK(first >= 0 && first + k->size(2) <= std::numeric_limits<int32_t>::max(), "top-k: columns from ", first, " on for ", k->size(2), " keys");
        const auto queries = dense(*q), keys = dense(*k);
        Tensor bytes;
        if (visible) {
            const int64_t full[] = {q->size(0), q->size(1), q->size(2), k->size(2)};
            TORCH_CHECK(visible->dim() == 4 && visible->scalar_type() == at::kBool, "top-k: the mask has four axes of bool");
            for (int64_t axis = 0; axis < 4; axis++)
                TORCH_CHECK(visible->size(axis) == 1 || visible->size(axis) == full[axis], "top-k: mask ", visible->sizes(), " for queries ", q->sizes(), " and keys ", k->sizes());
            bytes = (visible->size(3) == full[3] ? dense(*visible) : visible->expand({-1, -1, -1, full[3]}).contiguous()).view(at::kByte);
        }
        by_type(queries, keys, [&](auto stored, auto key, auto number) {
            using K = decltype(key);
            using T = decltype(number);
            auto step = [&](int64_t axis) { return bytes.size(axis) == 1 ? 0 : bytes.stride(axis); };
            Search<K, T> a{};
            a.rows = q->size(0), a.heads = q->size(1), a.groups = k->size(1), a.queries = q->size(2), a.keys = k->size(2), a.width = q->size(3);
            a.best = scores->size(3), a.first = first, a.scale = scale;
            a.q = heads_of<T, T>(queries), a.k = heads_of<decltype(stored), K>(keys);
            if (visible && bytes.numel() > 0) a.visible = {bytes.data_ptr<uint8_t>(), step(0), step(1), step(2)};
            search(a, scores->data_ptr<T>(), columns->data_ptr<int64_t>());
        });
    });
}

// Attention of q (B, H, T, D) to the slots of k, v (B, G, M, D) that columns (B, H, T, K) int64 name and visible, of the same shape, shows;
// types as in unimem_search. Results: values (B, H, T, D) and log-mass (B, H, T), in the type of the queries.
UNIMEM_API int unimem_attend_picks(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const at::Tensor* columns, const at::Tensor* visible,
                                   double scale, at::Tensor** values, at::Tensor** mass) {
    return unimem::guarded([&] {
        auto results = unimem::PickedAttention::apply(*q, *k, *v, *columns, *visible, scale);
        *values = new at::Tensor(results[0]);
        *mass = new at::Tensor(results[1]);
    });
}
