// Vectors of UNIMEM_BYTES bytes of the instruction set that the including file is compiled for, and what is computed lane by lane.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

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

template <class T>
inline typename Lanes<T>::Integers seen(const uint8_t* bytes) {
    return __builtin_convertvector(load<typename Lanes<T>::Bytes>(bytes), typename Lanes<T>::Integers) != 0;
}

template <class T>
inline T sum_of(Vector<T> v) {
    T sum = 0;
    for (int i = 0; i < Lanes<T>::count; i++) sum += v[i];
    return sum;
}

}  // namespace
}  // namespace unimem
