// Approximate search: chunks of slots are cut into lists around centroids, and a query looks into the lists whose centroids score best.
#include "ivf_search.h"

#include "abi.h"

namespace unimem {

using at::Tensor;

struct Index {
    virtual ~Index() = default;
    virtual void search(const Tensor& q, const Tensor& keys, const Tensor& held, double scale, int64_t probes, const Tensor& scores, const Tensor& columns) = 0;
};

template <class T>
struct IndexOf : Index {
    IndexOf(int64_t size, int64_t lists) : chunks(size, lists) {}

    Chunks<T> chunks;

    void search(const Tensor& q, const Tensor& keys, const Tensor& held, double scale, int64_t probes, const Tensor& scores, const Tensor& columns) override {
        const auto* places = reinterpret_cast<const Held*>(held.data_ptr<int64_t>());
        chunks.renew(keys, places, held.size(0));
        const int64_t rows = q.size(0), heads = q.size(1), queries = q.size(2), keep = scores.size(3), groups = keys.size(1), share = heads / groups;
        std::vector<std::vector<const Held*>> mine(rows);
        for (int64_t i = 0; i < held.size(0); i++) mine[places[i].row].push_back(places + i);
        const int64_t cuts = std::max<int64_t>(1, 2 * at::get_num_threads() / (rows * groups)), length = tiles(queries, cuts);
        at::parallel_for(0, rows * groups * cuts, 1, [&](int64_t begin, int64_t end) {
            for (int64_t n = begin; n < end; n++) {
                const int64_t b = n / cuts / groups, g = n / cuts % groups, from = n % cuts * length, to = std::min(queries, from + length);
                if (mine[b].empty() || from >= to) continue;
                ListSearch<T> task{};
                task.lists = chunks.lists, task.width = q.size(3), task.probes = probes, task.keep = keep, task.scale = (T)scale;
                for (const auto* chunk : mine[b]) task.parts.push_back({&*chunks.of(*chunk).groups[g], chunk->column});
                for (int64_t h = g * share; h < (g + 1) * share; h++)
                    for (int64_t t = from; t < to; t++) {
                        const int64_t line = ((b * heads + h) * queries + t) * keep;
                        task.queries.push_back(q.data_ptr<T>() + b * q.stride(0) + h * q.stride(1) + t * q.stride(2));
                        task.scores.push_back(scores.data_ptr<T>() + line);
                        task.columns.push_back(columns.data_ptr<int64_t>() + line);
                    }
                task.run();
            }
        });
    }
};

}  // namespace unimem

// Lists over chunks of `size` slots, for queries of float64 (wide) or float32.
UNIMEM_API int unimem_index_create(int64_t size, int64_t lists, int wide, unimem::Index** index) {
    return unimem::guarded([&] {
        if (wide) *index = new unimem::IndexOf<double>(size, lists);
        else *index = new unimem::IndexOf<float>(size, lists);
    });
}

UNIMEM_API void unimem_index_free(unimem::Index* index) { delete index; }

// Adds to the best of scores and columns (B, H, T, K), both written over, what `probes` lists hold for q (B, H, T, D), out of those of the
// chunks that held (N, 3) int64 names: row, column of the first slot of keys (B, G, M, D), number in the document. Chunks that are not known
// by these keys are cut anew; those that are not named are forgotten.
UNIMEM_API int unimem_index_search(unimem::Index* index, const at::Tensor* q, const at::Tensor* keys, const at::Tensor* held, double scale,
                                   int64_t probes, const at::Tensor* scores, const at::Tensor* columns) {
    return unimem::guarded([&] {
        TORCH_CHECK(q->dim() == 4 && keys->dim() == 4 && q->size(0) == keys->size(0) && q->size(3) == keys->size(3) && q->size(1) % keys->size(1) == 0, "index: queries ", q->sizes(), " do not fit keys ", keys->sizes());
        TORCH_CHECK(held->is_contiguous() && held->scalar_type() == at::kLong && held->dim() == 2 && held->size(1) == 3, "index: chunks ", held->sizes());
        TORCH_CHECK(scores->is_contiguous() && columns->is_contiguous() && scores->sizes() == columns->sizes() && scores->sizes().slice(0, 3) == q->sizes().slice(0, 3) && probes > 0, "index: picks ", scores->sizes(), " for queries ", q->sizes());
        index->search(q->stride(3) == 1 ? *q : q->contiguous(), *keys, *held, scale, probes, *scores, *columns);
    });
}
