// Softmax attention by tiles: what is shared between the part that knows libtorch and the parts compiled for one instruction set each.
#pragma once

#include "half.h"

#include <cstdint>

namespace unimem {

constexpr int64_t kQueries = 60;  // queries of a tile: a multiple of the rows a micro-kernel holds in registers
constexpr int64_t kKeys = 64;     // keys of a tile: a multiple of every vector width

// Score and log-mass where nothing is visible; AttentionCore.MaskedScore of the C# side.
constexpr double kMasked = -1e30;

constexpr int64_t padded(int64_t n, int64_t to) { return (n + to - 1) / to * to; }
constexpr int64_t tiles(int64_t n, int64_t of) { return (n + of - 1) / of; }

// (rows, heads, length, D) in memory; the last axis is contiguous.
template <class T>
struct Heads {
    T* data;
    int64_t row, head, step;
    T* at(int64_t b, int64_t h, int64_t t) const { return data + b * row + h * head + t * step; }
};

// Which query sees which key: bytes, strides of 0 where an axis is broadcast; the last axis is contiguous. Null: all see all.
struct Mask {
    const uint8_t* data;
    int64_t row, head, query;
    const uint8_t* at(int64_t b, int64_t h, int64_t t, int64_t s) const {
        return data ? data + b * row + h * head + t * query + s : nullptr;
    }
};

// By which angles the pairs (i, i + D/2) of each vector turn: (1 or B, length, D/2), contiguous. Null: nothing turns.
template <class T>
struct Turns {
    const T *cos, *sin;
    int64_t row, half;
    int64_t at(int64_t b, int64_t t) const { return b * row + t * half; }
};

// A word of a matrix product's factors: one number or, where the processor multiplies and adds so, two of bfloat16, the first in the lower half.
struct Pair {
    uint32_t bits;
};

template <class T>
struct Words {
    using Number = T;
    static constexpr int64_t count = 1;
};
template <>
struct Words<Pair> {
    using Number = Half;
    static constexpr int64_t count = 2;
};

// Types: of tensors, of sums and whatever is computed, and of the words of matrix products, which are as large as a sum.
struct Single {
    using Kept = float;
    using Number = float;
    using Word = float;
};
struct Double {
    using Kept = double;
    using Number = double;
    using Word = double;
};
struct Brain {
    using Kept = Half;
    using Number = float;
    using Word = float;
};
struct BrainPairs {
    using Kept = Half;
    using Number = float;
    using Word = Pair;
};

template <class F>
struct Attention {
    using S = typename F::Kept;
    using T = typename F::Number;
    using W = typename F::Word;
    using N = typename Words<W>::Number;
    static constexpr int64_t kWord = Words<W>::count;
    static constexpr bool kPairs = kWord > 1;

    int64_t rows, heads, groups, queries, keys, width;  // B, H, G, T, S, D
    double scale;
    Heads<const S> q, k, v;
    Turns<T> q_turns, k_turns;
    Mask visible;
    // Packed once for all queries, tile by tile: keys and values as rows of the padded width, and transposed as rows of kKeys. A word of the former
    // is of neighbouring rows, one of the latter of neighbouring columns.
    W *packed_keys, *packed_values, *turned_keys, *turned_values;
    Heads<S> output;
    T* mass;                                       // (B, H, T)
    Heads<const S> result, d_output;               // what forward gave, and its gradient
    const T* d_mass;                               // (B, H, T) or null
    // For the way back, (B, H, T) rows of the padded width: queries as they were scored, gradients of results, as rows and in words of neighbouring
    // rows (the same where a word is one number); gradients of queries; and (B, H, T).
    N *packed_queries, *packed_outputs;
    W *paired_queries, *paired_outputs;
    T *packed_gradients, *delta;
    Heads<S> d_q, d_k, d_v;

    int64_t wide() const { return padded(width, 16); }
    int64_t key_tiles() const { return tiles(keys, kKeys); }
    int64_t query_tiles() const { return tiles(queries, kQueries); }
    int64_t line(int64_t b, int64_t h, int64_t t) const { return (b * heads + h) * queries + t; }
    // Of packed rows, which begin with a word in each head.
    int64_t packed_line(int64_t b, int64_t h, int64_t t) const { return (b * heads + h) * padded(queries, kWord) + t; }
    int64_t packed_lines() const { return packed_line(rows, 0, 0); }
    int64_t tile_words() const { return kKeys * wide() / kWord; }
    int64_t tile_at(int64_t b, int64_t g, int64_t j) const { return ((b * groups + g) * key_tiles() + j) * tile_words(); }
    int64_t packed_size() const { return tile_at(rows, 0, 0); }
    int64_t scratch_size() const { return kQueries * (4 * kKeys + 2 * wide() + 2) + 2 * kKeys * wide(); }
};

// One instruction set's form of the work; each call may run on a thread of its own, with scratch_size() numbers of scratch. Packing needs none where a
// word is one number.
template <class F>
struct Kernels {
    using T = typename F::Number;
    void (*pack)(const Attention<F>& a, int64_t row, int64_t group, bool backward, T* scratch);
    void (*forward)(const Attention<F>& a, int64_t row, int64_t head, int64_t query_tile, T* scratch);
    void (*prepare)(const Attention<F>& a, int64_t row, int64_t head);
    void (*backward)(const Attention<F>& a, int64_t row, int64_t group, T* scratch);
};

template <class F>
struct InstructionSets {
    static const Kernels<F> avx512, avx2, plain;
};
template <>
struct InstructionSets<BrainPairs> {
    static const Kernels<BrainPairs> avx512bf16;
};

}  // namespace unimem
