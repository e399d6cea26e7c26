// Softmax attention by tiles: what is shared between the part that knows libtorch and the parts compiled for one instruction set each.
#pragma once

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

template <class T>
struct Attention {
    int64_t rows, heads, groups, queries, keys, width;  // B, H, G, T, S, D
    double scale;
    Heads<const T> q, k, v;
    Turns<T> q_turns, k_turns;
    Mask visible;
    // Packed once for all queries, tile by tile: keys and values as rows of the padded width, and transposed as rows of kKeys.
    T *packed_keys, *packed_values, *turned_keys, *turned_values;
    Heads<T> output;
    T* mass;                                       // (B, H, T)
    Heads<const T> result, d_output;               // what forward gave, and its gradient
    const T* d_mass;                               // (B, H, T) or null
    // For the way back, (B, H, T) rows of the padded width: queries as they were scored, gradients of results and queries; and (B, H, T).
    T *packed_queries, *packed_outputs, *packed_gradients, *delta;
    Heads<T> d_q, d_k, d_v;

    int64_t wide() const { return padded(width, 16); }
    int64_t key_tiles() const { return tiles(keys, kKeys); }
    int64_t query_tiles() const { return tiles(queries, kQueries); }
    int64_t line(int64_t b, int64_t h, int64_t t) const { return (b * heads + h) * queries + t; }
    int64_t packed_size() const { return rows * groups * key_tiles() * kKeys * wide(); }
    int64_t packed_lines() const { return rows * heads * queries; }
    int64_t scratch_size() const { return kQueries * (2 * kKeys + 2 * wide() + 2) + 2 * kKeys * wide(); }
};

// One instruction set's form of the work; each call may run on a thread of its own.
template <class T>
struct Kernels {
    void (*pack)(const Attention<T>& a, int64_t row, int64_t group, bool turned_values);
    void (*forward)(const Attention<T>& a, int64_t row, int64_t head, int64_t query_tile, T* scratch);
    void (*prepare)(const Attention<T>& a, int64_t row, int64_t head);
    void (*backward)(const Attention<T>& a, int64_t row, int64_t group, T* scratch);
};

template <class T>
struct InstructionSets {
    static const Kernels<T> avx512, avx2, plain;
};

}  // namespace unimem
