// Approximate search: chunks of slots are cut into lists around centroids, and a query looks into the lists whose centroids score best.
// What is kept here is a memo: an entry is used only where the very keys that it was made of are still held.
#include "ivf.h"

#include "abi.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <memory>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace unimem {

using at::Tensor;

template <class T>
static const ColumnKernels<T>& kernels() {
#if defined(__x86_64__)
    static const ColumnKernels<T>& best = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
                                              ? ColumnSets<T>::avx512
                                          : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? ColumnSets<T>::avx2
                                                                                                            : ColumnSets<T>::plain;
    return best;
#else
    return ColumnSets<T>::plain;
#endif
}

// One group's part of a chunk.
template <class T>
struct Part {
    std::vector<T> centroids, keys;       // as columns: the centroids, and list by list the keys
    std::vector<int32_t> order, first;    // keys in the order of their lists; place of each list in it, and the end
    std::vector<int64_t> at;              // where each list begins among the columns, in numbers
};

template <class T>
struct Chunk {
    Tensor keys;  // (G, C, D), a copy: what the lists were made of
    std::vector<Part<T>> groups;
};

// Columns of numbers: `width` rows of the count rounded up.
template <class T>
static void turn(const T* rows, const int32_t* order, int64_t count, int64_t width, T* turned) {
    const int64_t room = padded(count, kColumns);
    for (int64_t s = 0; s < count; s++)
        for (int64_t d = 0; d < width; d++) turned[d * room + s] = rows[(order ? order[s] : s) * width + d];
}

template <class T>
static Part<T> cut(const T* keys, const T* centroids, const int64_t* list, int64_t slots, int64_t lists, int64_t width) {
    Part<T> part;
    part.centroids.assign(padded(lists, kColumns) * width, 0);
    turn<T>(centroids, nullptr, lists, width, part.centroids.data());
    part.first.assign(lists + 1, 0);
    for (int64_t s = 0; s < slots; s++) part.first[list[s] + 1]++;
    for (int64_t l = 0; l < lists; l++) part.first[l + 1] += part.first[l];
    auto next = part.first;
    part.order.resize(slots);
    for (int64_t s = 0; s < slots; s++) part.order[next[list[s]]++] = (int32_t)s;
    part.at.assign(lists + 1, 0);
    for (int64_t l = 0; l < lists; l++) part.at[l + 1] = part.at[l] + padded(part.first[l + 1] - part.first[l], kColumns) * width;
    part.keys.assign(part.at[lists], 0);
    for (int64_t l = 0; l < lists; l++) turn<T>(keys, part.order.data() + part.first[l], part.first[l + 1] - part.first[l], width, part.keys.data() + part.at[l]);
    return part;
}

// What one thread searches: some queries of all heads of a group, in the chunks that their row holds.
template <class T>
struct Task {
    const std::vector<std::pair<const Part<T>*, int64_t>>& parts;  // with the column of each chunk's first slot
    std::vector<const T*> queries;
    std::vector<Best<T>> probes, bests;
    int64_t lists, width, step, probed, keep;
    T scale;
};

constexpr int64_t room_of(int64_t keep) { return keep + (keep > 64 ? keep : 64) + kKeys; }

// Scans for queries that stand anywhere.
template <class T>
static void scan(const Task<T>& task, Columns<T>& a, const T* const* queries, T* packed, T* scratch) {
    for (int64_t n = 0; n < a.queries; n++) memcpy(packed + n * task.width, queries[n], task.width * sizeof(T));
    a.q = packed, a.step = a.width = task.width, a.scale = task.scale;
    kernels<T>().scan(a, scratch);
}

template <class T>
static void search(Task<T>& task) {
    std::vector<T> packed(kQueries * task.width), scratch(kQueries * kKeys);
    std::vector<Best<T>*> bests(kQueries);
    std::vector<const T*> rows(kQueries);
    const int64_t queries = (int64_t)task.queries.size(), lists = task.lists * (int64_t)task.parts.size();
    std::vector<Candidate<T>> found(kQueries * room_of(task.probed));
    std::vector<int32_t> chosen(queries * task.probed, -1), first(lists + 1, 0);
    for (int64_t i = 0; i < queries; i += kQueries) {
        const int64_t count = std::min(kQueries, queries - i);
        for (int64_t n = 0; n < count; n++) {
            task.probes[n] = {found.data() + n * room_of(task.probed), 0, std::numeric_limits<T>::quiet_NaN()};
            bests[n] = &task.probes[n];
        }
        for (size_t p = 0; p < task.parts.size(); p++) {
            Columns<T> a{};
            a.queries = count, a.keys = task.lists, a.padded = padded(task.lists, kColumns), a.turned = task.parts[p].first->centroids.data();
            a.first = (int64_t)p * task.lists, a.bests = bests.data(), a.keep = task.probed, a.room = room_of(task.probed);
            scan(task, a, task.queries.data() + i, packed.data(), scratch.data());
        }
        for (int64_t n = 0; n < count; n++) {
            shrink(task.probes[n], task.probed);
            for (int64_t j = 0; j < task.probes[n].count; j++) {
                const int64_t list = task.probes[n].found[j].column;
                chosen[(i + n) * task.probed + j] = (int32_t)list;
                first[list + 1]++;
            }
        }
    }

    // Who looks into each list: queries in their order.
    for (int64_t l = 0; l < lists; l++) first[l + 1] += first[l];
    std::vector<int32_t> visitors(first[lists]), next(first.begin(), first.end() - 1);
    for (int64_t i = 0; i < queries; i++)
        for (int64_t j = 0; j < task.probed; j++)
            if (chosen[i * task.probed + j] >= 0) visitors[next[chosen[i * task.probed + j]]++] = (int32_t)i;

    for (int64_t l = 0; l < lists; l++) {
        const auto& [part, column] = task.parts[l / task.lists];
        const int64_t list = l % task.lists, from = part->first[list];
        for (int64_t v = first[l]; v < first[l + 1]; v += kQueries) {
            Columns<T> a{};
            a.queries = std::min<int64_t>(kQueries, first[l + 1] - v);
            for (int64_t n = 0; n < a.queries; n++) rows[n] = task.queries[visitors[v + n]], bests[n] = &task.bests[visitors[v + n]];
            a.keys = part->first[list + 1] - from, a.padded = padded(a.keys, kColumns), a.turned = part->keys.data() + part->at[list];
            a.order = part->order.data() + from, a.first = column, a.bests = bests.data(), a.keep = task.keep, a.room = room_of(task.keep);
            scan(task, a, rows.data(), packed.data(), scratch.data());
        }
    }
}

struct Index {
    Index(int64_t size, int64_t lists) : size(size), lists(lists) {}
    virtual ~Index() = default;
    virtual void keep(const Tensor& keys, const Tensor& chunks, const Tensor& known) = 0;
    virtual void add(int64_t row, int64_t number, const Tensor& keys, const Tensor& centroids, const Tensor& assigned) = 0;
    virtual void search(const Tensor& q, const Tensor& chunks, double scale, int64_t probed, const Tensor& scores, const Tensor& columns) const = 0;
    const int64_t size, lists;
};

template <class T>
struct IndexOf : Index {
    using Index::Index;
    std::map<std::pair<int64_t, int64_t>, Chunk<T>> held;  // by row and number

    // known[i]: whether chunk i (row, first column, number) is held and made of these keys (B, G, M, D). All others go.
    void keep(const Tensor& keys, const Tensor& chunks, const Tensor& known) override {
        const auto* place = chunks.data_ptr<int64_t>();
        auto* same = known.data_ptr<bool>();
        at::parallel_for(0, chunks.size(0), 1, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; i++) {
                auto entry = held.find({place[3 * i], place[3 * i + 2]});
                same[i] = entry != held.end() && equal(entry->second.keys, keys, place[3 * i], place[3 * i + 1]);
            }
        });
        std::map<std::pair<int64_t, int64_t>, Chunk<T>> kept;
        for (int64_t i = 0; i < chunks.size(0); i++)
            if (same[i]) kept.insert(held.extract({place[3 * i], place[3 * i + 2]}));
        held.swap(kept);
    }

    static bool equal(const Tensor& own, const Tensor& keys, int64_t row, int64_t column) {
        const int64_t width = own.size(2);
        if (own.size(0) != keys.size(1) || width != keys.size(3)) return false;
        for (int64_t g = 0; g < own.size(0); g++) {
            const T* mine = own.data_ptr<T>() + g * own.size(1) * width;
            const T* theirs = keys.data_ptr<T>() + row * keys.stride(0) + g * keys.stride(1) + column * keys.stride(2);
            if (keys.stride(2) == width) {
                if (memcmp(mine, theirs, own.size(1) * width * sizeof(T)) != 0) return false;
                continue;
            }
            for (int64_t s = 0; s < own.size(1); s++)
                if (memcmp(mine + s * width, theirs + s * keys.stride(2), width * sizeof(T)) != 0) return false;
        }
        return true;
    }

    void add(int64_t row, int64_t number, const Tensor& keys, const Tensor& centroids, const Tensor& assigned) override {
        Chunk<T> chunk;
        chunk.keys = keys.detach().clone(at::MemoryFormat::Contiguous);
        const Tensor &own = chunk.keys, cs = centroids.contiguous(), ls = assigned.contiguous();
        TORCH_CHECK(ls.min().item<int64_t>() >= 0 && ls.max().item<int64_t>() < lists, "index: a list outside of ", lists);
        const int64_t width = keys.size(2);
        for (int64_t g = 0; g < keys.size(0); g++)
            chunk.groups.push_back(cut(own.data_ptr<T>() + g * size * width, cs.data_ptr<T>() + g * lists * width, ls.data_ptr<int64_t>() + g * size, size, lists, width));
        held.insert_or_assign({row, number}, std::move(chunk));
    }

    void search(const Tensor& q, const Tensor& chunks, double scale, int64_t probed, const Tensor& scores, const Tensor& columns) const override {
        const auto* place = chunks.data_ptr<int64_t>();
        const int64_t rows = q.size(0), heads = q.size(1), queries = q.size(2), keep = scores.size(3);
        if (chunks.size(0) == 0) return;
        const int64_t groups = held.at({place[0], place[2]}).keys.size(0), share = heads / groups;
        std::vector<std::vector<std::pair<const Part<T>*, int64_t>>> parts(rows * groups);
        for (int64_t i = 0; i < chunks.size(0); i++)
            for (int64_t g = 0; g < groups; g++) parts[place[3 * i] * groups + g].push_back({&held.at({place[3 * i], place[3 * i + 2]}).groups[g], place[3 * i + 1]});
        const int64_t cuts = std::max<int64_t>(1, 2 * at::get_num_threads() / (rows * groups)), length = tiles(queries, cuts);
        auto* score = scores.data_ptr<T>();
        auto* column = columns.data_ptr<int64_t>();
        at::parallel_for(0, rows * groups * cuts, 1, [&](int64_t begin, int64_t end) {
            for (int64_t n = begin; n < end; n++) {
                const int64_t b = n / cuts / groups, g = n / cuts % groups, from = n % cuts * length, to = std::min(queries, from + length);
                if (parts[b * groups + g].empty() || from >= to) continue;
                const int64_t count = share * (to - from), room = room_of(keep);
                std::vector<Candidate<T>> found(count * room);
                Task<T> task{parts[b * groups + g], {}, std::vector<Best<T>>(kQueries), {}, lists, q.size(3), 0, probed, keep, (T)scale};
                std::vector<int64_t> lines;
                for (int64_t i = 0; i < count; i++) {
                    const int64_t h = g * share + i / (to - from), t = from + i % (to - from);
                    lines.push_back(((b * heads + h) * queries + t) * keep);
                    task.queries.push_back(q.data_ptr<T>() + b * q.stride(0) + h * q.stride(1) + t * q.stride(2));
                    Best<T> best{found.data() + i * room, 0, std::numeric_limits<T>::quiet_NaN()};
                    for (int64_t j = lines[i]; j < lines[i] + keep; j++)
                        if (score[j] > kMasked / 2) best.found[best.count++] = {score[j], column[j]};
                    shrink(best, keep);
                    task.bests.push_back(best);
                }
                unimem::search(task);
                for (int64_t i = 0; i < count; i++) {
                    auto& best = task.bests[i];
                    shrink(best, keep);
                    std::sort(best.found, best.found + best.count, [](auto& x, auto& y) { return x.column < y.column; });
                    for (int64_t j = 0; j < keep; j++) {
                        score[lines[i] + j] = j < best.count ? best.found[j].score : (T)kMasked;
                        column[lines[i] + j] = j < best.count ? best.found[j].column : 0;
                    }
                }
            }
        });
    }
};

}  // namespace unimem

// Lists over chunks of `size` slots, for keys of float64 (wide) or float32.
UNIMEM_API int unimem_index_create(int64_t size, int64_t lists, int wide, unimem::Index** index) {
    return unimem::guarded([&] {
        if (wide) *index = new unimem::IndexOf<double>(size, lists);
        else *index = new unimem::IndexOf<float>(size, lists);
    });
}

UNIMEM_API void unimem_index_free(unimem::Index* index) { delete index; }

// Which chunks (N, 3) int64 - row, first column, number - are known and made of these keys (B, G, M, D); all others go. known: (N) bool.
UNIMEM_API int unimem_index_keep(unimem::Index* index, const at::Tensor* keys, const at::Tensor* chunks, const at::Tensor* known) {
    return unimem::guarded([&] { index->keep(keys->stride(3) == 1 ? *keys : keys->contiguous(), *chunks, *known); });
}

// A chunk's keys (G, C, D), the centroids (G, L, D) of its lists, and the list (G, C) int64 of each key.
UNIMEM_API int unimem_index_add(unimem::Index* index, int64_t row, int64_t number, const at::Tensor* keys, const at::Tensor* centroids, const at::Tensor* assigned) {
    return unimem::guarded([&] {
        TORCH_CHECK(keys->size(1) == index->size && centroids->size(1) == index->lists && assigned->size(1) == index->size, "index: keys ", keys->sizes(), ", centroids ", centroids->sizes(), ", lists ", assigned->sizes());
        index->add(row, number, *keys, *centroids, *assigned);
    });
}

// Adds to the best of scores and columns (B, H, T, K), both written over, what `probed` lists of the known chunks hold for q (B, H, T, D).
UNIMEM_API int unimem_index_search(unimem::Index* index, const at::Tensor* q, const at::Tensor* chunks, double scale, int64_t probed,
                                   const at::Tensor* scores, const at::Tensor* columns) {
    return unimem::guarded([&] {
        TORCH_CHECK(scores->is_contiguous() && columns->is_contiguous() && scores->sizes() == columns->sizes() && scores->sizes().slice(0, 3) == q->sizes().slice(0, 3) && probed > 0, "index: picks ", scores->sizes(), " for queries ", q->sizes());
        index->search(q->stride(3) == 1 ? *q : q->contiguous(), *chunks, scale, probed, *scores, *columns);
    });
}
