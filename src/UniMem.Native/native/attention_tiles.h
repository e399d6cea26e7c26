// The work on tiles, for the instruction set that the including file is compiled for. Source: FlashAttention (Dao et al. 2022,
// arXiv:2205.14135, algorithms 1 and 4), with the log-mass as a second result that has a gradient of its own.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention_packing.h"
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

template <class F>
Tile tile_at(const Attention<F>& a, int64_t b, int64_t h, int64_t i, int64_t j) {
    const int64_t t = i * kQueries, s = j * kKeys;
    return {a.queries - t < kQueries ? a.queries - t : kQueries, a.keys - s < kKeys ? a.keys - s : kKeys, a.visible.at(b, h, t, s),
            a.visible.query};
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

// Scores become weights relative to the greatest score so far, each row at the beginning of its room.
template <class T, class N>
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
            store_as<T>((N*)row + s, weight);
        }
        total[t] += sum_of<T>(mass);
    }
}

template <class F>
void forward(const Attention<F>& a, int64_t b, int64_t h, int64_t i, typename F::Number* scratch) {
    using T = typename F::Number;
    using W = typename F::Word;
    using N = typename Words<W>::Number;
    const int64_t wide = a.wide(), g = h / (a.heads / a.groups), first = i * kQueries;
    const int64_t count = a.queries - first < kQueries ? a.queries - first : kQueries;
    T *scores = scratch, *sums = scores + kQueries * kKeys, *greatest = sums + kQueries * wide, *total = greatest + kQueries;
    N* queries = (N*)(total + kQueries);
    pack_rows(a.q_turns, b, first, a.q.at(b, h, first), a.q.step, count, count, a.width, wide, queries);
    memset(sums, 0, kQueries * wide * sizeof(T));
    for (int64_t t = 0; t < kQueries; t++) greatest[t] = (T)kMasked, total[t] = 0;
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const Tile tile = tile_at(a, b, h, i, j);
        const Sees sees = look(tile);
        if (sees == Sees::Nothing) continue;
        const int64_t at = a.tile_at(b, g, j);
        product(count, kKeys, tiles(a.width, a.kWord), (const W*)queries, wide / a.kWord, (int64_t)1, a.turned_keys + at, kKeys, scores, kKeys, false);
        raise(tile, sees, a.scale, scores, sums, wide, greatest, total);
        soften<T, N>(tile, sees, a.scale, scores, greatest, total);
        product(count, wide, tiles(tile.keys, a.kWord), (const W*)scores, kKeys, (int64_t)1, a.packed_values + at, wide, sums, wide, true);
    }
    for (int64_t t = 0; t < count; t++) {
        const bool blind = total[t] == 0;
        const T share = blind ? 0 : 1 / total[t];
        for (int64_t d = 0; d < wide; d++) sums[t * wide + d] = blind ? 0 : sums[t * wide + d] * share;
        copy_row<T>(sums + t * wide, a.width, a.output.at(b, h, first + t));
        a.mass[a.line(b, h, first + t)] = blind ? (T)kMasked : greatest[t] + (T)::log(total[t]);
    }
}

// Weights from the scores and the log-mass, and from the gradients of the weights those of the scores; each row at the beginning of its room.
template <class T, class N>
void harden(const Tile& tile, Sees sees, double scale, const T* mass, const T* d_mass, const T* delta, T* weights, T* gradients) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    uint8_t buffer[kKeys];
    for (int64_t t = 0; t < tile.queries; t++) {
        const uint8_t* visible = sees == Sees::Some ? row_of(tile, t, buffer) : nullptr;
        const T shift = (d_mass ? d_mass[t] : 0) - delta[t];
        T *weight_row = weights + t * kKeys, *gradient_row = gradients + t * kKeys;
        for (int64_t s = 0; s < kKeys; s += lanes) {
            V weight = exponential<T>(load<V>(weight_row + s) * (T)scale - mass[t]);
            V gradient = (load<V>(gradient_row + s) + shift) * (T)scale;
            if (visible) {
                const auto sight = seen<T>(visible + s);
                weight = only<T>(sight, weight), gradient = only<T>(sight, gradient);
            }
            store_as<T>((N*)weight_row + s, weight);
            store_as<T>((N*)gradient_row + s, gradient * weight);
        }
    }
}

// Hardened rows in words of neighbouring rows, whose columns are factors of products over queries.
template <class F>
const typename F::Word* columns_of(const typename F::Number* rows, int64_t count, typename F::Word* room) {
    if constexpr (Attention<F>::kPairs) return pair_rows((const Half*)rows, 2 * kKeys, count, kKeys, room, kKeys), room;
    else return rows;
}

template <class F>
void backward(const Attention<F>& a, int64_t b, int64_t g, typename F::Number* scratch) {
    using T = typename F::Number;
    using W = typename F::Word;
    using N = typename Words<W>::Number;
    const int64_t wide = a.wide(), share = a.heads / a.groups, depth = tiles(a.width, a.kWord), row = wide / a.kWord;
    T *weights = scratch, *gradients = weights + kQueries * kKeys, *d_keys = gradients + kQueries * kKeys, *d_values = d_keys + kKeys * wide;
    W *weight_room = (W*)(d_values + kKeys * wide), *gradient_room = weight_room + kQueries * kKeys / a.kWord;
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const int64_t at = a.tile_at(b, g, j), s0 = j * kKeys;
        memset(d_keys, 0, kKeys * wide * sizeof(T));
        memset(d_values, 0, kKeys * wide * sizeof(T));
        for (int64_t h = g * share; h < (g + 1) * share; h++)
            for (int64_t i = 0; i < a.query_tiles(); i++) {
                const Tile tile = tile_at(a, b, h, i, j);
                const Sees sees = look(tile);
                if (sees == Sees::Nothing) continue;
                const int64_t line = a.line(b, h, i * kQueries), packed = a.packed_line(b, h, i * kQueries) * wide, n = tile.queries, words = tiles(n, a.kWord);
                product(n, kKeys, depth, (const W*)(a.packed_queries + packed), row, (int64_t)1, a.turned_keys + at, kKeys, weights, kKeys, false);
                product(n, kKeys, depth, (const W*)(a.packed_outputs + packed), row, (int64_t)1, a.turned_values + at, kKeys, gradients, kKeys, false);
                harden<T, N>(tile, sees, a.scale, a.mass + line, a.d_mass ? a.d_mass + line : nullptr, a.delta + line, weights, gradients);
                const W *by_weight = columns_of<F>(weights, n, weight_room), *by_gradient = columns_of<F>(gradients, n, gradient_room);
                product(tile.keys, wide, words, by_weight, (int64_t)1, kKeys, a.paired_outputs + packed / a.kWord, wide, d_values, wide, true);
                product(tile.keys, wide, words, by_gradient, (int64_t)1, kKeys, a.paired_queries + packed / a.kWord, wide, d_keys, wide, true);
                product(n, wide, tiles(tile.keys, a.kWord), (const W*)gradients, kKeys, (int64_t)1, a.packed_keys + at, wide, a.packed_gradients + packed, wide, true);
            }
        const int64_t count = a.keys - s0 < kKeys ? a.keys - s0 : kKeys;
        unpack(a.k_turns, b, s0, count, a.width, wide, d_keys, a.d_k.at(b, g, s0), a.d_k.step);
        unpack(Turns<T>{}, b, s0, count, a.width, wide, d_values, a.d_v.at(b, g, s0), a.d_v.step);
    }
    for (int64_t h = g * share; h < (g + 1) * share; h++)
        unpack(a.q_turns, b, 0, a.queries, a.width, wide, a.packed_gradients + a.packed_line(b, h, 0) * wide, a.d_q.at(b, h, 0), a.d_q.step);
}

template <class F>
constexpr Kernels<F> all() {
    return {pack<F>, forward<F>, prepare<F>, backward<F>};
}

}  // namespace

#if defined(__AVX512BF16__)
const Kernels<BrainPairs> InstructionSets<BrainPairs>::UNIMEM_SET = all<BrainPairs>();
#else
template <>
const Kernels<Single> InstructionSets<Single>::UNIMEM_SET = all<Single>();
template <>
const Kernels<Double> InstructionSets<Double>::UNIMEM_SET = all<Double>();
template <>
const Kernels<Brain> InstructionSets<Brain>::UNIMEM_SET = all<Brain>();
#endif

}  // namespace unimem
