// The work on picks, for the instruction set that the including file is compiled for.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention_products.h"
#include "topk.h"

namespace unimem {
namespace {

inline float widened(Half x) {
    const uint32_t bits = (uint32_t)x.bits << 16;
    float y;
    memcpy(&y, &bits, sizeof y);
    return y;
}
inline float widened(float x) { return x; }
inline double widened(double x) { return x; }

// Keys as columns: width rows of kKeys, zero where there is no key.
template <class K, class T>
void turn_keys(const K* from, int64_t step, int64_t count, int64_t width, T* turned) {
    for (int64_t d0 = 0; d0 < width; d0 += 8) {
        const int64_t d1 = d0 + 8 < width ? d0 + 8 : width;
        for (int64_t s = 0; s < count; s++)
            for (int64_t d = d0; d < d1; d++) turned[d * kKeys + s] = widened(from[s * step + d]);
        for (int64_t d = d0; d < d1; d++)
            for (int64_t s = count; s < kKeys; s++) turned[d * kKeys + s] = 0;
    }
}

// What is seen of a tile by one query: the mask's bytes, and nothing beyond the last key. Null: everything.
inline const uint8_t* sight(const uint8_t* visible, int64_t keys, uint8_t* buffer) {
    if (keys == kKeys) return visible;
    for (int64_t s = 0; s < kKeys; s++) buffer[s] = s < keys && (!visible || visible[s]);
    return buffer;
}

// One bit for each lane that is above the limit, as a NaN is, or whose limit is NaN.
template <class T>
inline uint32_t exceeding(Vector<T> x, Vector<T> limit) {
#if defined(__AVX512F__)
    if constexpr (Lanes<T>::count == 16) return _mm512_cmp_ps_mask((__m512)x, (__m512)limit, _CMP_NLE_UQ);
#endif
    return bits_of<T>(~(x <= limit));
}

// One bit for each byte of a vector's lanes that is not zero.
template <class T>
inline uint32_t shown(const uint8_t* bytes) {
#if defined(__AVX512BW__) && defined(__AVX512VL__)
    if constexpr (Lanes<T>::count == 16) return _mm_test_epi8_mask(load<__m128i>(bytes), load<__m128i>(bytes));
#endif
    return bits_of<T>(seen<T>(bytes));
}

// Puts the lanes that `over` has a bit for behind each other; writes whole vectors. Returns how many.
template <class T>
inline int64_t squeeze(uint32_t over, Vector<T> scores, const int32_t* columns, T* to_scores, int32_t* to_columns) {
#if defined(__AVX512F__)
    if constexpr (Lanes<T>::count == 16) {
        const auto squeezed = _mm512_maskz_compress_epi32(over, _mm512_loadu_si512(columns));
        _mm512_storeu_ps(to_scores, _mm512_maskz_compress_ps(over, (__m512)scores));
        _mm512_storeu_si512(to_columns, squeezed);
        return __builtin_popcount(over);
    }
#endif
    int64_t count = 0;
    for (; over; over &= over - 1, count++) {
        const int i = __builtin_ctz(over);
        to_scores[count] = scores[i], to_columns[count] = columns[i];
    }
    return count;
}

template <class T>
inline int64_t count_above(const T* scores, int64_t count, T limit) {
    int64_t some = 0;
    for (int64_t i = 0; i < count; i += Lanes<T>::count) some += __builtin_popcount(exceeding<T>(load<Vector<T>>(scores + i), Vector<T>{} + limit));
    return some;
}

// A number between two others; one of them where there is none.
template <class T>
inline T between(T low, T high) {
    constexpr T most = sizeof(T) == 4 ? (T)__FLT_MAX__ : (T)__DBL_MAX__;
    if (high > most) return low < most ? most : high;
    if (low < -most) return high > -most ? -most : low;
    return low / 2 + high / 2;
}

// Keeps the best `keep` of the candidates in their order, the earlier ones among equals, and raises the threshold to the worst of them.
template <class T>
void shrink(Best<T>& best, int64_t keep) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    if (best.count < keep) return;
    const int64_t room = padded(best.count, lanes);
    for (int64_t i = best.count; i < room; i++) best.scores[i] = best.scores[0];
    V most = load<V>(best.scores), least = most;
    for (int64_t i = lanes; i < room; i += lanes) {
        const V next = load<V>(best.scores + i);
        most = next > most ? next : most;
        least = next < least ? next : least;
    }
    best.threshold = -most_of<T>(-least);
    if (best.count == keep) return;
    for (int64_t i = best.count; i < room; i++) best.scores[i] = (T)-INFINITY;

    // Above `high` are `above`, no more than are kept; what is missing is equal to it. Above `low` are more, or nothing is left to halve.
    T low = best.threshold, high = most_of<T>(most);
    int64_t above = 0;
    for (T middle = low; above < keep && low < high;) {
        const int64_t some = count_above(best.scores, room, middle);
        if (some > keep)
            low = middle;
        else
            high = middle, above = some;
        middle = between(low, high);
        if (middle == low || middle == high) break;
    }

    int64_t count = 0, missing = keep - above;
    for (int64_t i = 0; i < room; i += lanes) {
        const V scores = load<V>(best.scores + i);
        uint32_t over = exceeding<T>(scores, V{} + high);
        if (missing > 0)
            for (uint32_t equal = bits_of<T>(scores == V{} + high); equal && missing > 0; equal &= equal - 1, missing--) over |= equal & -equal;
        count += squeeze<T>(over, scores, best.columns + i, best.scores + count, best.columns + count);
    }
    best.count = keep;
    best.threshold = best.scores[0];
    for (int64_t i = 1; i < keep; i++) best.threshold = best.scores[i] < best.threshold ? best.scores[i] : best.threshold;
}

// Notes the scores above the threshold. A NaN is above every number, so that it shows in the result.
template <class T>
inline void scan(const T* scores, T scale, const uint8_t* visible, const int32_t* columns, int64_t keep, int64_t room, Best<T>& best) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    uint32_t over[kKeys / lanes], any = 0;
    for (int i = 0; i < kKeys / lanes; i++) {
        over[i] = exceeding<T>(load<V>(scores + i * lanes) * scale, V{} + best.threshold);
        if (visible) over[i] &= shown<T>(visible + i * lanes);
        any |= over[i];
    }
    if (!any) return;
    for (int i = 0; i < kKeys / lanes; i++) {
        const V score = load<V>(scores + i * lanes) * scale;
        best.count += squeeze<T>(over[i], score == score ? score : V{} + (T)INFINITY, columns + i * lanes, best.scores + best.count, best.columns + best.count);
    }
    if (best.count + kKeys > room) shrink(best, keep);
}

// Whether none of some queries sees any of the keys.
inline bool unseen(const Mask& visible, int64_t b, int64_t h, int64_t t, int64_t s, int64_t queries, int64_t keys) {
    if (!visible.data) return false;
    for (int64_t n = 0; n < (visible.query == 0 ? 1 : queries); n++) {
        const uint8_t* row = visible.at(b, h, t + n, s);
        uint8_t some = 0;
        for (int64_t i = 0; i < keys; i++) some |= row[i];
        if (some) return false;
    }
    return true;
}

template <class K, class T>
void search(const Search<K, T>& a, int64_t b, int64_t g, int64_t from, int64_t to, Best<T>* bests, T* scratch) {
    T *turned = scratch, *scores = turned + kKeys * a.width;
    uint8_t buffer[kKeys];
    int32_t columns[kKeys];
    for (int64_t i = 0; i < a.share() * (to - from); i++) shrink(bests[i], a.best);
    for (int64_t s = 0; s < a.keys; s += kKeys) {
        const int64_t keys = a.keys - s < kKeys ? a.keys - s : kKeys;
        for (int64_t i = 0; i < kKeys; i++) columns[i] = (int32_t)(a.first + s + i);
        turn_keys(a.k.at(b, g, s), a.k.step, keys, a.width, turned);
        for (int64_t i = 0; i < a.share(); i++)
            for (int64_t t = from; t < to; t += kQueries) {
                const int64_t h = g * a.share() + i, count = to - t < kQueries ? to - t : kQueries;
                if (unseen(a.visible, b, h, t, s, count, keys)) continue;
                product(count, kKeys, a.width, a.q.at(b, h, t), a.q.step, (int64_t)1, turned, kKeys, scores, kKeys, false);
                Best<T>* best = bests + i * (to - from) + t - from;
                for (int64_t n = 0; n < count; n++)
                    scan(scores + n * kKeys, (T)a.scale, sight(a.visible.at(b, h, t + n, s), keys, buffer), columns, a.best, a.room(), best[n]);
            }
    }
    for (int64_t i = 0; i < a.share() * (to - from); i++) shrink(bests[i], a.best);
}

template <class K, class T>
inline T dot(const T* x, const K* y, int64_t width) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    V sum = {};
    int64_t d = 0;
    for (; d + lanes <= width; d += lanes) sum += load<V>(x + d) * load_as<T>(y + d);
    T total = sum_of<T>(sum);
    for (; d < width; d++) total += x[d] * (T)widened(y[d]);
    return total;
}

// to += factor * from
template <class K, class T>
inline void add(T factor, const K* from, int64_t width, T* to) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    int64_t d = 0;
    for (; d + lanes <= width; d += lanes) store(to + d, load<V>(to + d) + load_as<T>(from + d) * factor);
    for (; d < width; d++) to[d] += factor * (T)widened(from[d]);
}

// The rows that the next query reads are on their way while this one is computed.
template <class K>
inline void fetch(const Heads<const K>& table, int64_t b, int64_t g, const int64_t* columns, const uint8_t* visible, int64_t count, int64_t width) {
    for (int64_t i = 0; i < count; i++)
        if (visible[i])
            for (const char *at = (const char*)table.at(b, g, columns[i]), *end = at + width * sizeof(K); at < end; at += 64) __builtin_prefetch(at);
}

template <class K, class T>
void forward(const Picks<K, T>& a, int64_t b, int64_t h, int64_t from, int64_t to, T* scratch) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    const int64_t g = h / (a.heads / a.groups), room = padded(a.best, 16);
    T *weights = scratch, *sums = weights + room;
    for (int64_t t = from; t < to; t++) {
        const int64_t line = (b * a.heads + h) * a.queries + t;
        const int64_t* columns = a.columns + line * a.best;
        const uint8_t* visible = a.visible + line * a.best;
        fetch(a.v, b, g, columns, visible, a.best, a.width);
        if (t + 1 < to) fetch(a.k, b, g, columns + a.best, visible + a.best, a.best, a.width);
        T top = (T)kMasked;
        bool blind = true;
        for (int64_t i = 0; i < room; i++) {
            const bool sees = i < a.best && visible[i];
            const T score = sees ? dot<K, T>(a.q.at(b, h, t), a.k.at(b, g, columns[i]), a.width) * (T)a.scale : (T)-INFINITY;
            top = score > top ? score : top;
            weights[i] = score;
            blind &= !sees;
        }
        V mass = {};
        for (int64_t i = 0; i < room; i += lanes) {
            const V weight = exponential<T>(load<V>(weights + i) - top);
            store(weights + i, weight);
            mass += weight;
        }
        const T total = sum_of<T>(mass), share = blind ? 0 : 1 / total;
        memset(sums, 0, padded(a.width, 16) * sizeof(T));
        for (int64_t i = 0; i < a.best; i++) {
            const T weight = visible[i] ? weights[i] * share : 0;
            a.weights[line * a.best + i] = weight;
            if (visible[i]) add<K, T>(weight, a.v.at(b, g, columns[i]), a.width, sums);
        }
        memcpy(a.output + line * a.width, sums, a.width * sizeof(T));
        a.mass[line] = blind ? (T)kMasked : top + (T)::log(total);
    }
}

template <class K, class T>
void backward(const Picks<K, T>& a, int64_t b, int64_t h, int64_t from, int64_t to, T* scratch) {
    const int64_t g = h / (a.heads / a.groups);
    T *gradients = scratch, *sums = gradients + padded(a.best, 16);
    for (int64_t t = from; t < to; t++) {
        const int64_t line = (b * a.heads + h) * a.queries + t;
        const int64_t* columns = a.columns + line * a.best;
        const uint8_t* visible = a.visible + line * a.best;
        const T *weights = a.weights + line * a.best, *d_output = a.d_output + line * a.width;
        fetch(a.k, b, g, columns, visible, a.best, a.width);
        if (t + 1 < to) fetch(a.v, b, g, columns + a.best, visible + a.best, a.best, a.width);
        T delta = 0;
        for (int64_t i = 0; i < a.best; i++) {
            gradients[i] = visible[i] ? dot<K, T>(d_output, a.v.at(b, g, columns[i]), a.width) : 0;
            delta += weights[i] * gradients[i];
        }
        const T shift = (a.d_mass ? a.d_mass[line] : 0) - delta;
        memset(sums, 0, padded(a.width, 16) * sizeof(T));
        for (int64_t i = 0; i < a.best; i++) {
            const T gradient = visible[i] ? weights[i] * (gradients[i] + shift) * (T)a.scale : 0;
            a.d_scores[line * a.best + i] = gradient;
            if (visible[i]) add<K, T>(gradient, a.k.at(b, g, columns[i]), a.width, sums);
        }
        memcpy(a.d_q + line * a.width, sums, a.width * sizeof(T));
    }
}

template <class K, class T>
void scatter(const Picks<K, T>& a, int64_t b, int64_t g, int64_t from, int64_t to) {
    const int64_t share = a.heads / a.groups, slot = (b * a.groups + g) * a.slots;
    for (int64_t h = g * share; h < (g + 1) * share; h++)
        for (int64_t t = 0; t < a.queries; t++) {
            const int64_t line = (b * a.heads + h) * a.queries + t;
            for (int64_t i = line * a.best; i < (line + 1) * a.best; i++) {
                const int64_t column = a.columns[i];
                if (!a.visible[i] || column < from || column >= to) continue;
                if (a.d_k) add<T, T>(a.d_scores[i], a.q.at(b, h, t), a.width, a.d_k + (slot + column) * a.width);
                if (a.d_v) add<T, T>(a.weights[i], a.d_output + line * a.width, a.width, a.d_v + (slot + column) * a.width);
            }
        }
}

}  // namespace

template <>
const PickKernels<float, float> PickSets<float, float>::UNIMEM_SET = {search<float, float>, forward<float, float>, backward<float, float>, scatter<float, float>};
template <>
const PickKernels<double, double> PickSets<double, double>::UNIMEM_SET = {search<double, double>, forward<double, double>, backward<double, double>, scatter<double, double>};
template <>
const PickKernels<Half, float> PickSets<Half, float>::UNIMEM_SET = {search<Half, float>, forward<Half, float>, backward<Half, float>, scatter<Half, float>};

}  // namespace unimem
