// The work on inverted lists, for the instruction set that the including file is compiled for.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention_products.h"
#include "ivf.h"

namespace unimem {
namespace {

template <class T>
void score_columns(const T* queries, int64_t count, int64_t width, const T* columns, int64_t step, int64_t keys, T* scores, int64_t line) {
    product(count, keys, width, queries, width, (int64_t)1, columns, step, scores, line, false);
}

// The place of the greatest of products less half of a square, the first among equals.
template <class T>
inline int32_t nearest(const T* products, const T* halves, int64_t count) {
    using V = Vector<T>;
    using I = typename Lanes<T>::Integers;
    constexpr int lanes = Lanes<T>::count;
    V best = V{} - (T)INFINITY;
    I place = {}, at;
    for (int i = 0; i < lanes; i++) at[i] = i;
    for (int64_t l = 0; l < count; l += lanes) {
        const V score = load<V>(products + l) - load<V>(halves + l);
        const I above = (I)(score > best);
        best = above ? score : best;
        place = above ? at + (typename Lanes<T>::Integer)l : place;
    }
    int lane = 0;
    for (int i = 1; i < lanes; i++)
        if (best[i] > best[lane] || (best[i] == best[lane] && place[i] < place[lane])) lane = i;
    return (int32_t)place[lane];
}

template <class T>
void cluster(const T* keys, int64_t slots, int64_t width, int64_t lists, T* centroids, int32_t* list, T* scratch) {
    const int64_t room = padded(lists, kColumns);
    T *sums = scratch, *rows = sums + lists * width, *halves = rows + lists * width, *counts = halves + room, *products = counts + room;
    for (int64_t l = 0; l < lists; l++) memcpy(rows + l * width, keys + l * (slots / lists) * width, width * sizeof(T));
    for (int64_t round = 0;; round++) {
        memset(centroids, 0, room * width * sizeof(T));
        for (int64_t l = 0; l < room; l++) {
            T half = 0;
            for (int64_t d = 0; l < lists && d < width; d++) {
                const T x = rows[l * width + d];
                centroids[d * room + l] = x;
                half += x * x;
            }
            halves[l] = l < lists ? half / 2 : (T)INFINITY;
        }
        for (int64_t s = 0; s < slots; s += kQueries) {
            const int64_t count = slots - s < kQueries ? slots - s : kQueries;
            score_columns(keys + s * width, count, width, centroids, room, room, products, room);
            for (int64_t n = 0; n < count; n++) list[s + n] = nearest(products + n * room, halves, room);
        }
        if (round == kRounds) return;
        memset(sums, 0, lists * width * sizeof(T));
        memset(counts, 0, room * sizeof(T));
        for (int64_t s = 0; s < slots; s++) {
            T* sum = sums + list[s] * width;
            for (int64_t d = 0; d < width; d++) sum[d] += keys[s * width + d];
            counts[list[s]]++;
        }
        for (int64_t l = 0; l < lists; l++)
            for (int64_t d = 0; counts[l] > 0 && d < width; d++) rows[l * width + d] = sums[l * width + d] / counts[l];
    }
}

// Numbers as integers of the same order, and back; what is not a number is above all others, and the least integer stands for none of them.
template <class T>
inline typename Lanes<T>::Integers turned(typename Lanes<T>::Integers bits) {
    using I = typename Lanes<T>::Integers;
    return bits ^ ((bits >> (sizeof(T) * 8 - 1)) & ~(I{} + Lanes<T>::least));
}
template <class T>
inline typename Lanes<T>::Integers ordered(Vector<T> x) {
    using I = typename Lanes<T>::Integers;
    const I odd = (I)(x != x);
    return (turned<T>((I)x) & ~odd) | (~(I{} + Lanes<T>::least) & odd);
}

template <class T>
inline bool any(typename Lanes<T>::Integers mask) {
    const auto bytes = __builtin_convertvector(mask, typename Lanes<T>::Bytes);
    uint64_t words[(sizeof bytes + 7) / 8] = {}, some = 0;
    memcpy(words, &bytes, sizeof bytes);
    for (uint64_t word : words) some |= word;
    return some != 0;
}

template <class T>
struct Threshold {
    typename Lanes<T>::Integer low, high;  // more than enough are above the lower end, too few or just enough above the upper one
    int64_t above;                         // how many are above the upper one
};

// Halves the range of the integers until no fewer than `fewest` and no more than `most` are above its upper end, or nothing is left to halve.
template <class T>
inline Threshold<T> halve(const T* order, int64_t room, int64_t fewest, int64_t most) {
    using I = typename Lanes<T>::Integers;
    constexpr int lanes = Lanes<T>::count;
    Threshold<T> at = {Lanes<T>::least, ~Lanes<T>::least, 0};
    while (at.above < fewest && at.high - 1 > at.low) {
        const auto middle = (at.low & at.high) + ((at.low ^ at.high) >> 1);
        I counts = {};
        for (int64_t i = 0; i < room; i += lanes) counts -= (I)(load<I>(order + i) > I{} + middle);
        int64_t total = 0;
        for (int i = 0; i < lanes; i++) total += counts[i];
        if (total > most) {
            at.low = middle;
        } else {
            at.high = middle;
            at.above = total;
        }
    }
    return at;
}

// A number that at least `keep` are above, and not many more: as many of the greatest of each of some groups are.
template <class T>
inline typename Lanes<T>::Integer floor_of(const T* order, int64_t room, int64_t keep) {
    using I = typename Lanes<T>::Integers;
    constexpr int lanes = Lanes<T>::count;
    const int64_t groups = padded(3 * keep, kColumns);
    T tops[padded(3 * kStaged, kColumns)];
    for (int64_t g = 0; g < groups; g += lanes) {
        I top = I{} + Lanes<T>::least;
        for (int64_t i = g; i < room; i += groups) {
            const I next = load<I>(order + i);
            top = next > top ? next : top;
        }
        store(tops + g, top);
    }
    const auto at = halve(tops, groups, keep, keep + keep / 4);
    return at.above >= keep ? at.high : at.low;
}

template <class T>
int64_t choose(T* numbers, int64_t count, int64_t keep, int32_t* places, int64_t* sure) {
    using V = Vector<T>;
    using I = typename Lanes<T>::Integers;
    using N = typename Lanes<T>::Integer;
    constexpr int lanes = Lanes<T>::count;
    constexpr N least = Lanes<T>::least;
    auto blank = [&](int64_t from) {
        for (int64_t i = from; i < padded(from, kColumns); i++) memcpy(numbers + i, &least, sizeof least);
        return padded(from, kColumns);
    };
    for (int64_t i = 0; i < padded(count, kColumns); i += lanes) store(numbers + i, ordered<T>(load<V>(numbers + i)));
    int64_t room = blank(count);
    N low = least;
    if (keep <= kStaged && count > 6 * keep) low = floor_of(numbers, room, keep);
    int64_t left = 0;
    for (int64_t i = 0; i < room; i += lanes) {
        const I some = load<I>(numbers + i);
        if (!any<T>((I)(some > I{} + low))) continue;
        for (int64_t j = i; j < i + lanes; j++) {
            const N one = load<N>(numbers + j);
            if (one <= low) continue;
            places[left] = (int32_t)j;
            memcpy(numbers + left++, &one, sizeof one);
        }
    }
    room = blank(left);
    const N high = left > keep ? halve(numbers, room, keep, keep).high : least;
    int64_t found = 0;
    auto take = [&](int64_t i) {
        const N one = load<N>(numbers + i), other = load<N>(numbers + found);
        memcpy(numbers + i, &other, sizeof other), memcpy(numbers + found, &one, sizeof one);
        const int32_t place = places[i];
        places[i] = places[found], places[found++] = place;
    };
    for (int64_t i = 0; i < left; i++)
        if (load<N>(numbers + i) > high) take(i);
    *sure = found;
    for (int64_t i = found; *sure < keep && i < left; i++)
        if (load<N>(numbers + i) == high) take(i);
    for (int64_t i = 0; i < padded(found, kColumns); i += lanes) store(numbers + i, (V)turned<T>(load<I>(numbers + i)));
    return found;
}

}  // namespace

template <>
const ListKernels<float> ListSets<float>::UNIMEM_SET = {cluster<float>, score_columns<float>, choose<float>};
template <>
const ListKernels<double> ListSets<double>::UNIMEM_SET = {cluster<double>, score_columns<double>, choose<double>};

}  // namespace unimem
