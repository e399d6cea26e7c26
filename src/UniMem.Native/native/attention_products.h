// Products of small matrices in registers: UNIMEM_ROWS rows of UNIMEM_VECTORS vectors at a time, or more rows of fewer.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention.h"
#include "vectors.h"

namespace unimem {
namespace {

// Words of B, as bits, times a word of A, to the sums of their columns.
template <class T, class W>
inline void add_products(W one, Vector<T> row, Vector<T>& sum) {
#if defined(__AVX512BF16__)
    if constexpr (Words<W>::count == 2) sum = (Vector<T>)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32(one.bits), (__m512bh)row);
    else
#endif
    sum += one * row;
}

// C (R rows of N vectors) = or += A (R, K) B (K, N vectors), K in words. A has any strides, so a transposed A costs nothing more.
template <class T, class W, int R, int N>
inline void block(int64_t depth, const W* a, int64_t a_row, int64_t a_column, const W* b, int64_t b_row, T* c, int64_t c_row, bool add) {
    using V = Vector<T>;
    constexpr int lanes = Lanes<T>::count;
    V sum[R][N];
#pragma GCC unroll 16
    for (int r = 0; r < R; r++)
#pragma GCC unroll 16
        for (int n = 0; n < N; n++) sum[r][n] = add ? load<V>(c + r * c_row + n * lanes) : V{};
    for (int64_t k = 0; k < depth; k++) {
        V row[N];
#pragma GCC unroll 16
        for (int n = 0; n < N; n++) row[n] = load<V>(b + k * b_row + n * lanes);
#pragma GCC unroll 16
        for (int r = 0; r < R; r++) {
            const W one = a[r * a_row + k * a_column];
#pragma GCC unroll 16
            for (int n = 0; n < N; n++) add_products<T>(one, row[n], sum[r][n]);
        }
    }
#pragma GCC unroll 16
    for (int r = 0; r < R; r++)
#pragma GCC unroll 16
        for (int n = 0; n < N; n++) store(c + r * c_row + n * lanes, sum[r][n]);
}

template <class T, class W, int R, int N>
inline void rows(int64_t m, int64_t depth, const W* a, int64_t a_row, int64_t a_column, const W* b, int64_t b_row, T* c, int64_t c_row,
                 bool add) {
    int64_t i = 0;
    for (; i + R <= m; i += R) block<T, W, R, N>(depth, a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, add);
    for (; i + 2 <= m; i += 2) block<T, W, 2, N>(depth, a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, add);
    for (; i < m; i++) block<T, W, 1, N>(depth, a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, add);
}

// C (m, n) = or += A (m, depth) B (depth, n), depth in words; n is a multiple of the vector width.
template <class T, class W>
void product(int64_t m, int64_t n, int64_t depth, const W* a, int64_t a_row, int64_t a_column, const W* b, int64_t b_row, T* c,
             int64_t c_row, bool add) {
    constexpr int lanes = Lanes<T>::count;
    int64_t j = 0;
    for (; j + UNIMEM_VECTORS * lanes <= n; j += UNIMEM_VECTORS * lanes)
        rows<T, W, UNIMEM_ROWS, UNIMEM_VECTORS>(m, depth, a, a_row, a_column, b + j, b_row, c + j, c_row, add);
    for (; UNIMEM_VECTORS > 2 && j + 2 * lanes <= n; j += 2 * lanes)
        rows<T, W, 2 * UNIMEM_ROWS, 2>(m, depth, a, a_row, a_column, b + j, b_row, c + j, c_row, add);
    for (; j < n; j += lanes) rows<T, W, 2 * UNIMEM_ROWS, 1>(m, depth, a, a_row, a_column, b + j, b_row, c + j, c_row, add);
}

}  // namespace
}  // namespace unimem
