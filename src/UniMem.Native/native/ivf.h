// Inverted lists: what is shared between the part that knows libtorch and the parts compiled for one instruction set each.
#pragma once

#include "topk.h"

namespace unimem {

constexpr int64_t kColumns = 16;  // keys and centroids stand as columns, so many side by side at least: a multiple of every vector width
constexpr int64_t kRounds = 4;    // of k-means
constexpr int64_t kStaged = 512;  // for no more than so many a bound is sought before they are chosen

// One instruction set's form of the work; each call may run on a thread of its own.
template <class T>
struct ListKernels {
    // Cuts keys (slots, width) into lists by k-means, which begins with keys at equal distances. Centroids come out as `width` rows of
    // padded(lists, kColumns); list: that of each key.
    void (*cluster)(const T* keys, int64_t slots, int64_t width, int64_t lists, T* centroids, int32_t* list, T* scratch);
    // Products of queries (count, width) with columns of which `step` stand side by side: `keys` numbers for each query, in lines.
    void (*score)(const T* queries, int64_t count, int64_t width, const T* columns, int64_t step, int64_t keys, T* scores, int64_t line);
    // Brings the greatest `keep` of numbers to the front, in any order, with the places where they stood; the buffer, of padded(count,
    // kColumns), is used up. What is not a number is above every number. Returns how many: more than `keep` where those from `sure` on are
    // equal. `keep` is at least 1.
    int64_t (*choose)(T* numbers, int64_t count, int64_t keep, int32_t* places, int64_t* sure);

    static int64_t scratch_size(int64_t lists, int64_t width) {
        return 2 * lists * width + (kQueries + 2) * padded(lists, kColumns);
    }
};

template <class T>
struct ListSets {
    static const ListKernels<T> avx512, avx2, plain;
};

}  // namespace unimem
