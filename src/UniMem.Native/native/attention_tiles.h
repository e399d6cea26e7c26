// The work on tiles, for the instruction set that the including file is compiled for. Source: FlashAttention (Dao et al. 2022,
// arXiv:2205.14135, algorithms 1 and 4), with the log-mass as a second result that has a gradient of its own.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention.h"
#include "attention_products.h"

namespace unimem {
namespace {

// A tile of queries against a tile of keys.
struct Tile {
    int64_t queries, keys;  // how many there really are
    const uint8_t* visible; // first byte; null: all see all
    int64_t visible_row;
};

enum class Sees { Nothing, Some, Everything };

inline Sees look(const Tile& tile) {
    if (!tile.visible) return tile.keys == kKeys ? Sees::Everything : Sees::Some;
    bool any = false, all = tile.keys == kKeys;
    for (int64_t t = 0; t < tile.queries; t++) {
        const uint8_t* row = tile.visible + t * tile.visible_row;
        uint8_t some = 0, every = 1;
        for (int64_t s = 0; s < tile.keys; s++) some |= row[s], every &= row[s];
        any |= some != 0;
        all &= every != 0;
        if (any && !all) return Sees::Some;
        if (tile.visible_row == 0) break;
    }
    return !any ? Sees::Nothing : all ? Sees::Everything : Sees::Some;
}

// The row's visibility as kKeys bytes, keys that are not there unseen.
inline const uint8_t* row_of(const Tile& tile, int64_t t, uint8_t* buffer) {
    const uint8_t* row = tile.visible ? tile.visible + t * tile.visible_row : nullptr;
    if (row && tile.keys == kKeys) return row;
    for (int64_t s = 0; s < kKeys; s++) buffer[s] = s < tile.keys && (!row || row[s]);
    return buffer;
}

template <class T>
Tile tile_at(const Attention<T>& a, int64_t b, int64_t h, int64_t i, int64_t j) {
    const int64_t t = i * kQueries, s = j * kKeys;
    return {a.queries - t < kQueries ? a.queries - t : kQueries, a.keys - s < kKeys ? a.keys - s : kKeys, a.visible.at(b, h, t, s),
            a.visible.query};
}

// Short rows: a call of the C library's memcpy would take longer than the copy.
template <class T>
inline void copy_row(const T* from, int64_t count, T* to) {
    constexpr int lanes = Lanes<T>::count;
    int64_t d = 0;
    for (; d + lanes <= count; d += lanes) store(to + d, load<Vector<T>>(from + d));
    for (; d < count; d++) to[d] = from[d];
}

// Rows of the padded width; what lies beyond the width, or beyond the rows there are, is zero.
template <class T>
void pack_rows(const T* from, int64_t step, int64_t count, int64_t room, int64_t width, int64_t wide, T* to) {
    for (int64_t t = 0; t < count; t++) {
        // Rows of one head lie apart, where the processor does not look ahead.
        for (const char *next = (const char*)(from + (t + 8) * step), *end = next + width * sizeof(T); t + 8 < count && next < end; next += 64) __builtin_prefetch(next);
        copy_row(from + t * step, width, to + t * wide);
        for (int64_t d = width; d < wide; d++) to[t * wide + d] = 0;
    }
    if (count < room) memset(to + count * wide, 0, (room - count) * wide * sizeof(T));
}

// Rotates packed rows forth, or back with the opposite sign. Source: Su et al. 2021, arXiv:2104.09864, section 3.2, in Llama's layout.
template <class T>
void rotate(const Turns<T>& turns, int64_t b, int64_t first, int64_t count, int64_t wide, T sign, T* packed) {
    if (!turns.cos) return;
    const int64_t half = turns.half;
    for (int64_t t = 0; t < count; t++, packed += wide) {
        const T *cos = turns.cos + turns.at(b, first + t), *sin = turns.sin + turns.at(b, first + t);
        for (int64_t i = 0; i < half; i++) {
            const T left = packed[i], right = packed[i + half], across = sign * sin[i];
            packed[i] = left * cos[i] - right * across;
            packed[i + half] = right * cos[i] + left * across;
        }
    }
}

template <class T>
void turn(const T* packed, int64_t wide, int64_t width, T* turned) {
    for (int64_t d0 = 0; d0 < width; d0 += 8)
        for (int64_t s = 0; s < kKeys; s++)
            for (int64_t d = d0; d < width && d < d0 + 8; d++) turned[d * kKeys + s] = packed[s * wide + d];
}

template <class T>
void pack(const Attention<T>& a, int64_t b, int64_t g, bool turned_values) {
    const int64_t wide = a.wide();
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const int64_t s = j * kKeys, count = a.keys - s < kKeys ? a.keys - s : kKeys;
        const int64_t at = ((b * a.groups + g) * a.key_tiles() + j) * kKeys * wide;
        pack_rows(a.k.at(b, g, s), a.k.step, count, kKeys, a.width, wide, a.packed_keys + at);
        rotate(a.k_turns, b, s, count, wide, (T)1, a.packed_keys + at);
        pack_rows(a.v.at(b, g, s), a.v.step, count, kKeys, a.width, wide, a.packed_values + at);
        turn(a.packed_keys + at, wide, a.width, a.turned_keys + at);
        if (turned_values) turn(a.packed_values + at, wide, a.width, a.turned_values + at);
    }
}

// The greatest score so far of each query; what was summed before is rescaled to it.
template <class T>
void raise(const Tile& tile, Sees sees, double scale, const T* scores, T* sums, int64_t wide, T* greatest, T* total) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    const V masked = V{} + (T)kMasked;
    uint8_t buffer[kKeys];
    for (int64_t t = 0; t < tile.queries; t++) {
        const T* row = scores + t * kKeys;
        const uint8_t* visible = sees == Sees::Some ? row_of(tile, t, buffer) : nullptr;
        V top = masked;
        for (int64_t s = 0; s < kKeys; s += lanes) {
            V score = load<V>(row + s) * (T)scale;
            if (visible) {
                const auto sight = seen<T>(visible + s);
                score = only<T>(sight, score) + only<T>(~sight, masked);
            }
            top = score > top ? score : top;
        }
        const T most = most_of<T>(top);
        if (!(most > greatest[t])) continue;
        const T shrink = exponential<T>(V{} + (greatest[t] - most))[0];
        total[t] *= shrink;
        for (int64_t d = 0; d < wide; d += lanes) store(sums + t * wide + d, load<V>(sums + t * wide + d) * shrink);
        greatest[t] = most;
    }
}

// Scores become weights relative to the greatest score so far.
template <class T>
void soften(const Tile& tile, Sees sees, double scale, T* scores, const T* greatest, T* total) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    uint8_t buffer[kKeys];
    for (int64_t t = 0; t < tile.queries; t++) {
        T* row = scores + t * kKeys;
        const uint8_t* visible = sees == Sees::Some ? row_of(tile, t, buffer) : nullptr;
        V mass = {};
        for (int64_t s = 0; s < kKeys; s += lanes) {
            V weight = exponential<T>(load<V>(row + s) * (T)scale - greatest[t]);
            if (visible) weight = only<T>(seen<T>(visible + s), weight);
            mass += weight;
            store(row + s, weight);
        }
        total[t] += sum_of<T>(mass);
    }
}

template <class T>
void forward(const Attention<T>& a, int64_t b, int64_t h, int64_t i, T* scratch) {
    const int64_t wide = a.wide(), g = h / (a.heads / a.groups), first = i * kQueries;
    const int64_t count = a.queries - first < kQueries ? a.queries - first : kQueries;
    T *scores = scratch, *sums = scores + kQueries * kKeys, *queries = sums + kQueries * wide;
    T *greatest = queries + kQueries * wide, *total = greatest + kQueries;
    pack_rows(a.q.at(b, h, first), a.q.step, count, count, a.width, wide, queries);
    rotate(a.q_turns, b, first, count, wide, (T)1, queries);
    memset(sums, 0, kQueries * wide * sizeof(T));
    for (int64_t t = 0; t < kQueries; t++) greatest[t] = (T)kMasked, total[t] = 0;
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const Tile tile = tile_at(a, b, h, i, j);
        const Sees sees = look(tile);
        if (sees == Sees::Nothing) continue;
        const int64_t at = ((b * a.groups + g) * a.key_tiles() + j) * kKeys * wide;
        product(count, kKeys, a.width, queries, wide, (int64_t)1, a.turned_keys + at, kKeys, scores, kKeys, false);
        raise(tile, sees, a.scale, scores, sums, wide, greatest, total);
        soften(tile, sees, a.scale, scores, greatest, total);
        product(count, wide, tile.keys, scores, kKeys, (int64_t)1, a.packed_values + at, wide, sums, wide, true);
    }
    for (int64_t t = 0; t < count; t++) {
        T* output = a.output.at(b, h, first + t);
        const bool blind = total[t] == 0;
        const T share = blind ? 0 : 1 / total[t];
        for (int64_t d = 0; d < a.width; d++) output[d] = blind ? 0 : sums[t * wide + d] * share;
        a.mass[a.line(b, h, first + t)] = blind ? (T)kMasked : greatest[t] + (T)::log(total[t]);
    }
}

// Weights from the scores and the log-mass, and from the gradients of the weights those of the scores.
template <class T>
void harden(const Tile& tile, Sees sees, double scale, const T* mass, const T* d_mass, const T* delta, T* weights, T* gradients) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    uint8_t buffer[kKeys];
    for (int64_t t = 0; t < tile.queries; t++) {
        const uint8_t* visible = sees == Sees::Some ? row_of(tile, t, buffer) : nullptr;
        const T shift = (d_mass ? d_mass[t] : 0) - delta[t];
        for (int64_t s = t * kKeys; s < (t + 1) * kKeys; s += lanes) {
            V weight = exponential<T>(load<V>(weights + s) * (T)scale - mass[t]);
            V gradient = (load<V>(gradients + s) + shift) * (T)scale;
            if (visible) {
                const auto sight = seen<T>(visible + s - t * kKeys);
                weight = only<T>(sight, weight), gradient = only<T>(sight, gradient);
            }
            store(weights + s, weight);
            gradient *= weight;
            store(gradients + s, gradient);
        }
    }
}

// What the way back needs of each query, once for all tiles of keys.
template <class T>
void prepare(const Attention<T>& a, int64_t b, int64_t h) {
    const int64_t wide = a.wide(), line = a.line(b, h, 0), at = line * wide;
    pack_rows(a.q.at(b, h, 0), a.q.step, a.queries, a.queries, a.width, wide, a.packed_queries + at);
    rotate(a.q_turns, b, 0, a.queries, wide, (T)1, a.packed_queries + at);
    pack_rows(a.d_output.at(b, h, 0), a.d_output.step, a.queries, a.queries, a.width, wide, a.packed_outputs + at);
    memset(a.packed_gradients + at, 0, a.queries * wide * sizeof(T));
    for (int64_t t = 0; t < a.queries; t++) {
        const T *result = a.result.at(b, h, t), *gradient = a.packed_outputs + at + t * wide;
        T sum = 0;
        for (int64_t d = 0; d < a.width; d++) sum += result[d] * gradient[d];
        a.delta[line + t] = sum;
    }
}

// Packed gradients of turned vectors become gradients of the vectors as they were.
template <class T>
void unpack(const Turns<T>& turns, int64_t b, int64_t first, int64_t count, int64_t width, int64_t wide, T* packed, T* to, int64_t step) {
    rotate(turns, b, first, count, wide, (T)-1, packed);
    for (int64_t t = 0; t < count; t++) copy_row(packed + t * wide, width, to + t * step);
}

template <class T>
void backward(const Attention<T>& a, int64_t b, int64_t g, T* scratch) {
    const int64_t wide = a.wide(), width = a.width, share = a.heads / a.groups;
    T *weights = scratch, *gradients = weights + kQueries * kKeys;
    T *d_keys = gradients + kQueries * kKeys, *d_values = d_keys + kKeys * wide;
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const int64_t at = ((b * a.groups + g) * a.key_tiles() + j) * kKeys * wide, s0 = j * kKeys;
        memset(d_keys, 0, kKeys * wide * sizeof(T));
        memset(d_values, 0, kKeys * wide * sizeof(T));
        for (int64_t h = g * share; h < (g + 1) * share; h++)
            for (int64_t i = 0; i < a.query_tiles(); i++) {
                const Tile tile = tile_at(a, b, h, i, j);
                const Sees sees = look(tile);
                if (sees == Sees::Nothing) continue;
                const int64_t line = a.line(b, h, i * kQueries), n = tile.queries;
                const T *queries = a.packed_queries + line * wide, *outputs = a.packed_outputs + line * wide;
                product(n, kKeys, width, queries, wide, (int64_t)1, a.turned_keys + at, kKeys, weights, kKeys, false);
                product(n, kKeys, width, outputs, wide, (int64_t)1, a.turned_values + at, kKeys, gradients, kKeys, false);
                harden(tile, sees, a.scale, a.mass + line, a.d_mass ? a.d_mass + line : nullptr, a.delta + line, weights, gradients);
                product(tile.keys, wide, n, weights, (int64_t)1, kKeys, outputs, wide, d_values, wide, true);
                product(tile.keys, wide, n, gradients, (int64_t)1, kKeys, queries, wide, d_keys, wide, true);
                product(n, wide, tile.keys, gradients, kKeys, (int64_t)1, a.packed_keys + at, wide, a.packed_gradients + line * wide, wide, true);
            }
        const int64_t count = a.keys - s0 < kKeys ? a.keys - s0 : kKeys;
        unpack(a.k_turns, b, s0, count, width, wide, d_keys, a.d_k.at(b, g, s0), a.d_k.step);
        unpack(Turns<T>{}, b, s0, count, width, wide, d_values, a.d_v.at(b, g, s0), a.d_v.step);
    }
    for (int64_t h = g * share; h < (g + 1) * share; h++)
        unpack(a.q_turns, b, 0, a.queries, width, wide, a.packed_gradients + a.line(b, h, 0) * wide, a.d_q.at(b, h, 0), a.d_q.step);
}

}  // namespace

template <>
const Kernels<float> InstructionSets<float>::UNIMEM_SET = {pack<float>, forward<float>, prepare<float>, backward<float>};
template <>
const Kernels<double> InstructionSets<double>::UNIMEM_SET = {pack<double>, forward<double>, prepare<double>, backward<double>};

}  // namespace unimem
