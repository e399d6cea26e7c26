// Vectors of UNIMEM_BYTES bytes of the instruction set that the including file is compiled for, and what is computed lane by lane.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "half.h"

namespace unimem {
namespace {

template <class T>
struct Lanes;
template <>
struct Lanes<float> {
    static constexpr int count = UNIMEM_BYTES / 4;
    typedef float Vector __attribute__((vector_size(UNIMEM_BYTES)));
    typedef int32_t Integers __attribute__((vector_size(UNIMEM_BYTES)));
    typedef uint8_t Bytes __attribute__((vector_size(UNIMEM_BYTES / 4)));
    typedef int32_t Integer;
    static constexpr Integer least = INT32_MIN;
};
template <>
struct Lanes<double> {
    static constexpr int count = UNIMEM_BYTES / 8;
    typedef double Vector __attribute__((vector_size(UNIMEM_BYTES)));
    typedef int64_t Integers __attribute__((vector_size(UNIMEM_BYTES)));
    typedef uint8_t Bytes __attribute__((vector_size(UNIMEM_BYTES / 8)));
    typedef int64_t Integer;
    static constexpr Integer least = INT64_MIN;
};

template <class T>
using Vector = typename Lanes<T>::Vector;

template <class V, class T>
inline V load(const T* from) {
    V v;
    memcpy(&v, from, sizeof v);
    return v;
}

template <class V, class T>
inline void store(T* to, V v) {
    memcpy(to, &v, sizeof v);
}

// Numbers that are kept as S and computed with as T: T itself, or float32 of which only the upper half is kept, rounded to the nearest and
// halfway to the even one (where AVX512_BF16 rounds, subnormal numbers become zero).
template <class T, class S>
inline Vector<T> load_as(const S* from) {
    if constexpr (sizeof(S) == sizeof(T)) {
        return load<Vector<T>>(from);
    } else {
        typedef uint16_t Halves __attribute__((vector_size(UNIMEM_BYTES / 2)));
        typedef uint32_t Bits __attribute__((vector_size(UNIMEM_BYTES)));
        return (Vector<T>)(__builtin_convertvector(load<Halves>(from), Bits) << 16);
    }
}

template <class T, class S>
inline void store_as(S* to, Vector<T> v) {
    if constexpr (sizeof(S) == sizeof(T)) {
        store(to, v);
    } else {
#if defined(__AVX512BF16__)
        store(to, _mm512_cvtneps_pbh((__m512)v));
#else
        typedef uint16_t Halves __attribute__((vector_size(UNIMEM_BYTES / 2)));
        typedef uint32_t Bits __attribute__((vector_size(UNIMEM_BYTES)));
        const Bits bits = (Bits)v, rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
        store(to, __builtin_convertvector(v == v ? rounded : Bits{} + 0x7fc0, Halves));
#endif
    }
}

template <class T>
inline Vector<T> exponential(Vector<T> x);

// exp for x <= 0, within 2 units in the last place; 0 where float32 would be subnormal; NaN stays NaN.
template <>
inline Vector<float> exponential<float>(Vector<float> x) {
    using V = Vector<float>;
    using I = Lanes<float>::Integers;
    const V tiny = V{} - 87.3f;
    V bounded = x < tiny ? tiny : x;
    V shifted = bounded * 1.44269504088896341f + 12582912.f;  // 1.5 * 2^23: the nearest integer is in the low bits
    V n = shifted - 12582912.f;
    V r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
    V p = V{} + 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.f;
    I bits = (I)shifted << 23;
    V y = (V)((I)p + bits);
    return x < tiny ? V{} : y;
}

template <>
inline Vector<double> exponential<double>(Vector<double> x) {
    for (int i = 0; i < Lanes<double>::count; i++) x[i] = ::exp(x[i]);
    return x;
}

// All ones where a byte is 1, and zero where it is 0.
template <class T>
inline typename Lanes<T>::Integers seen(const uint8_t* bytes) {
    using I = typename Lanes<T>::Integers;
#if defined(__AVX512F__)
    if constexpr (Lanes<T>::count == 16) return -(I)_mm512_maskz_cvtepu8_epi32(0xffff, load<__m128i>(bytes));
#elif defined(__AVX2__)
    if constexpr (Lanes<T>::count == 8) return -(I)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)bytes));
#endif
    return -__builtin_convertvector(load<typename Lanes<T>::Bytes>(bytes), I);
}

// One bit a lane, from the lowest, of lanes that are all ones or zero.
template <class T>
inline uint32_t bits_of(typename Lanes<T>::Integers lanes) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(T) == 4 && Lanes<T>::count == 16) return _mm512_movepi32_mask((__m512i)lanes);
    if constexpr (sizeof(T) == 8 && Lanes<T>::count == 8) return _mm512_movepi64_mask((__m512i)lanes);
#elif defined(__AVX2__)
    if constexpr (sizeof(T) == 4 && Lanes<T>::count == 8) return _mm256_movemask_ps((__m256)lanes);
    if constexpr (sizeof(T) == 8 && Lanes<T>::count == 4) return _mm256_movemask_pd((__m256d)lanes);
#endif
    uint32_t bits = 0;
    for (int i = 0; i < Lanes<T>::count; i++) bits |= (uint32_t)(lanes[i] != 0) << i;
    return bits;
}

// The vector where it is seen, and zero elsewhere.
template <class T>
inline Vector<T> only(typename Lanes<T>::Integers seen, Vector<T> v) {
    return (Vector<T>)((typename Lanes<T>::Integers)v & seen);
}

// Folds N numbers in halves: few steps that hang on each other, and always the same ones.
template <class T, int N, class V, class F>
inline T folded(V v, F&& fold) {
    if constexpr (N == 16)
        return folded<T, 8>(fold(__builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7), __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)), fold);
    else if constexpr (N == 8)
        return folded<T, 4>(fold(__builtin_shufflevector(v, v, 0, 1, 2, 3), __builtin_shufflevector(v, v, 4, 5, 6, 7)), fold);
    else if constexpr (N == 4)
        return folded<T, 2>(fold(__builtin_shufflevector(v, v, 0, 1), __builtin_shufflevector(v, v, 2, 3)), fold);
    else
        return fold(v, __builtin_shufflevector(v, v, 1, 0))[0];
}

template <class T>
inline T sum_of(Vector<T> v) {
    return folded<T, Lanes<T>::count>(v, [](auto x, auto y) { return x + y; });
}

template <class T>
inline T most_of(Vector<T> v) {
    return folded<T, Lanes<T>::count>(v, [](auto x, auto y) { return x > y ? x : y; });
}

}  // namespace
}  // namespace unimem
