// The best slots of each query, and attention to them: what is shared between the part that knows libtorch and the parts compiled for one
// instruction set each.
#pragma once

#include "attention.h"
#include "half.h"

namespace unimem {

// The candidates of one query, in the order in which they were found. No score up to the threshold can be among the best any more; at first it
// is NaN, which nothing is up to.
template <class T>
struct Best {
    T* scores;
    int32_t* columns;
    int64_t count;
    T threshold;
};

constexpr int64_t kWaiting = 4 * kKeys;  // candidates that gather before the best of them are chosen

// Keys (B, G, S, D) of type K, which may be narrower than the type T that is computed in.
template <class K, class T>
struct Search {
    int64_t rows, heads, groups, queries, keys, width, best, first;  // B, H, G, T, S, D, K, column of the first key
    double scale;
    Heads<const T> q;
    Heads<const K> k;
    Mask visible;

    int64_t share() const { return heads / groups; }
    int64_t room() const { return padded(best, kKeys) + (best > kWaiting ? padded(best, kKeys) : kWaiting) + kKeys; }
    int64_t scratch_size() const { return kKeys * width + kQueries * kKeys; }
};

// Keys and values (B, G, M, D) of type K; columns, sight and weights (B, H, T, K), contiguous.
template <class K, class T>
struct Picks {
    int64_t rows, heads, groups, queries, slots, width, best;
    double scale;
    Heads<const T> q;
    Heads<const K> k, v;
    const int64_t* columns;
    const uint8_t* visible;
    T *weights, *output, *mass;
    const T *d_output, *d_mass;      // (B, H, T, D); (B, H, T) or null
    T *d_scores, *d_q, *d_k, *d_v;   // contiguous; the last two null where nobody asks
    int64_t scratch_size() const { return padded(best, 16) + padded(width, 16); }
};

// One instruction set's form of the work; each call may run on a thread of its own.
template <class K, class T>
struct PickKernels {
    // The queries [from, to) of all heads of a group; bests are those of head 0's query `from` and on, head by head.
    // No more than the best are left.
    void (*search)(const Search<K, T>& a, int64_t row, int64_t group, int64_t from, int64_t to, Best<T>* bests, T* scratch);
    void (*forward)(const Picks<K, T>& a, int64_t row, int64_t head, int64_t from, int64_t to, T* scratch);
    void (*backward)(const Picks<K, T>& a, int64_t row, int64_t head, int64_t from, int64_t to, T* scratch);
    // Gradients of the keys and values of the slots [from, to), summed in the order of heads and queries.
    void (*scatter)(const Picks<K, T>& a, int64_t row, int64_t group, int64_t from, int64_t to);
};

template <class K, class T>
struct PickSets {
    static const PickKernels<K, T> avx512, avx2, plain;
};

}  // namespace unimem
