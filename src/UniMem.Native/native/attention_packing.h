// Rows of heads as the factors of products: widened or narrowed, rotated, padded, transposed, in words; and gradients as rows again.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention.h"
#include "vectors.h"

namespace unimem {
namespace {

// One number at a time, where no vector fits.
template <class T, class S>
inline T one_as(const S* from) {
    if constexpr (sizeof(S) == sizeof(T)) {
        return *from;
    } else {
        const uint32_t bits = (uint32_t)from->bits << 16;
        return load<T>(&bits);
    }
}

template <class T, class S>
inline void set_as(S* to, T x) {
    if constexpr (sizeof(S) == sizeof(T)) {
        *to = x;
    } else {
        const uint32_t bits = load<uint32_t>(&x);
        to->bits = x == x ? (bits + 0x7fff + ((bits >> 16) & 1)) >> 16 : 0x7fc0;
    }
}

// Short rows: a call of the C library's memcpy would take longer than the copy.
template <class T, class S, class N>
inline void copy_row(const S* from, int64_t count, N* to) {
    constexpr int lanes = Lanes<T>::count;
    int64_t d = 0;
    for (; d + lanes <= count; d += lanes) store_as<T>(to + d, load_as<T>(from + d));
    for (; d < count; d++) set_as<T>(to + d, one_as<T>(from + d));
}

// A row rotated forth by sign 1, or back by -1. Source: Su et al. 2021, arXiv:2104.09864, section 3.2, in Llama's layout.
template <class T, class S, class N>
inline void rotate_row(const S* from, const T* cos, const T* sin, T sign, int64_t half, N* to) {
    constexpr int lanes = Lanes<T>::count;
    int64_t i = 0;
    for (; i + lanes <= half; i += lanes) {
        const Vector<T> left = load_as<T>(from + i), right = load_as<T>(from + i + half), by = load_as<T>(cos + i), across = load_as<T>(sin + i) * sign;
        store_as<T>(to + i, left * by - right * across);
        store_as<T>(to + i + half, right * by + left * across);
    }
    for (; i < half; i++) {
        const T left = one_as<T>(from + i), right = one_as<T>(from + i + half), across = sin[i] * sign;
        set_as<T>(to + i, left * cos[i] - right * across);
        set_as<T>(to + i + half, right * cos[i] + left * across);
    }
}

template <class T, class S, class N>
inline void turn_row(const Turns<T>& turns, int64_t b, int64_t t, T sign, int64_t width, const S* from, N* to) {
    if (turns.cos) rotate_row<T>(from, turns.cos + turns.at(b, t), turns.sin + turns.at(b, t), sign, turns.half, to);
    else copy_row<T>(from, width, to);
}

// Rows of the padded width, rotated where vectors turn; what lies beyond the width, or beyond the rows there are, is zero.
template <class T, class S, class N>
void pack_rows(const Turns<T>& turns, int64_t b, int64_t first, const S* from, int64_t step, int64_t count, int64_t room, int64_t width, int64_t wide, N* to) {
    for (int64_t t = 0; t < count; t++) {
        // Rows of one head lie apart, where the processor does not look ahead.
        for (const char *next = (const char*)(from + (t + 8) * step), *end = next + width * sizeof(S); t + 8 < count && next < end; next += 64) __builtin_prefetch(next);
        turn_row<T>(turns, b, first + t, (T)1, width, from + t * step, to + t * wide);
        for (int64_t d = width; d < wide; d++) to[t * wide + d] = N{};
    }
    if (count < room) memset(to + count * wide, 0, (room - count) * wide * sizeof(N));
}

// Columns of packed rows as rows of kKeys words.
template <class W>
void turn(const typename Words<W>::Number* packed, int64_t wide, int64_t width, W* turned) {
    const int64_t words = tiles(width, Words<W>::count), row = wide / Words<W>::count;
    for (int64_t d0 = 0; d0 < words; d0 += 8)
        for (int64_t s = 0; s < kKeys; s++)
            for (int64_t d = d0; d < words && d < d0 + 8; d++) turned[d * kKeys + s] = load<W>(packed + (s * row + d) * Words<W>::count);
}

// Rows as words of neighbouring rows; a row without a neighbour has a zero beside it.
inline void pair_rows(const Half* from, int64_t step, int64_t count, int64_t width, Pair* to, int64_t to_step) {
    typedef uint16_t Halves __attribute__((vector_size(UNIMEM_BYTES / 2)));
    typedef uint32_t Bits __attribute__((vector_size(UNIMEM_BYTES)));
    for (int64_t t = 0; t < count; t += 2, to += to_step)
        for (int64_t d = 0; d < width; d += UNIMEM_BYTES / 4) {
            const Bits one = __builtin_convertvector(load<Halves>(from + t * step + d), Bits);
            const Bits other = t + 1 < count ? __builtin_convertvector(load<Halves>(from + (t + 1) * step + d), Bits) : Bits{};
            store(to + d, one | other << 16);
        }
}

// Packed rows are words of neighbouring rows where a word is one number; elsewhere they are packed into a room first.
template <class F>
typename Attention<F>::N* rows_of(typename F::Word* packed, typename F::Number* room) {
    if constexpr (Attention<F>::kPairs) return (Half*)room;
    else return packed;
}

template <class F>
void pack(const Attention<F>& a, int64_t b, int64_t g, bool backward, typename F::Number* scratch) {
    using T = typename F::Number;
    const int64_t wide = a.wide();
    for (int64_t j = 0; j < a.key_tiles(); j++) {
        const int64_t s = j * kKeys, count = a.keys - s < kKeys ? a.keys - s : kKeys, at = a.tile_at(b, g, j);
        auto* keys = rows_of<F>(a.packed_keys + at, scratch);
        pack_rows(a.k_turns, b, s, a.k.at(b, g, s), a.k.step, count, kKeys, a.width, wide, keys);
        turn(keys, wide, a.width, a.turned_keys + at);
        if constexpr (Attention<F>::kPairs) if (backward) pair_rows(keys, wide, kKeys, wide, a.packed_keys + at, wide);
        auto* values = rows_of<F>(a.packed_values + at, scratch);
        pack_rows(Turns<T>{}, b, s, a.v.at(b, g, s), a.v.step, count, kKeys, a.width, wide, values);
        if (backward) turn(values, wide, a.width, a.turned_values + at);
        if constexpr (Attention<F>::kPairs) pair_rows(values, wide, kKeys, wide, a.packed_values + at, wide);
    }
}

template <class T, class S>
inline T dot(const S* x, const S* y, int64_t width) {
    constexpr int lanes = Lanes<T>::count;
    Vector<T> sum = {};
    int64_t d = 0;
    for (; d + lanes <= width; d += lanes) sum += load_as<T>(x + d) * load_as<T>(y + d);
    T total = sum_of<T>(sum);
    for (; d < width; d++) total += one_as<T>(x + d) * one_as<T>(y + d);
    return total;
}

// What the way back needs of each query, once for all tiles of keys.
template <class F>
void prepare(const Attention<F>& a, int64_t b, int64_t h) {
    using T = typename F::Number;
    const int64_t wide = a.wide(), at = a.packed_line(b, h, 0) * wide;
    pack_rows(a.q_turns, b, 0, a.q.at(b, h, 0), a.q.step, a.queries, a.queries, a.width, wide, a.packed_queries + at);
    pack_rows(Turns<T>{}, b, 0, a.d_output.at(b, h, 0), a.d_output.step, a.queries, a.queries, a.width, wide, a.packed_outputs + at);
    if constexpr (Attention<F>::kPairs) {
        pair_rows(a.packed_queries + at, wide, a.queries, wide, a.paired_queries + at / a.kWord, wide);
        pair_rows(a.packed_outputs + at, wide, a.queries, wide, a.paired_outputs + at / a.kWord, wide);
    }
    memset(a.packed_gradients + at, 0, a.queries * wide * sizeof(T));
    for (int64_t t = 0; t < a.queries; t++) a.delta[a.line(b, h, t)] = dot<T>(a.result.at(b, h, t), a.d_output.at(b, h, t), a.width);
}

// Packed gradients of turned vectors become gradients of the vectors as they were.
template <class T, class S>
void unpack(const Turns<T>& turns, int64_t b, int64_t first, int64_t count, int64_t width, int64_t wide, const T* packed, S* to, int64_t step) {
    for (int64_t t = 0; t < count; t++) turn_row<T>(turns, b, first + t, (T)-1, width, packed + t * wide, to + t * step);
}

}  // namespace
}  // namespace unimem
