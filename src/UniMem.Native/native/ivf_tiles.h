// Scans of columns, for the instruction set that the including file is compiled for.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "attention_products.h"
#include "ivf.h"

namespace unimem {
namespace {

template <class T>
void scan_columns(const Columns<T>& a, T* scores) {
    using V = Vector<T>;
    using I = typename Lanes<T>::Integers;
    constexpr int lanes = Lanes<T>::count;
    for (int64_t s = 0; s < a.padded; s += kKeys) {
        const int64_t wide = a.padded - s < kKeys ? a.padded - s : kKeys, keys = a.keys - s < wide ? a.keys - s : wide;
        product(a.queries, wide, a.width, a.q, a.step, (int64_t)1, a.turned + s, a.padded, scores, kKeys, false);
        for (int64_t n = 0; n < a.queries; n++) {
            Best<T>& best = *a.bests[n];
            const T* row = scores + n * kKeys;
            I any = {};
            for (int64_t i = 0; i < wide; i += lanes) any |= ~(I)(load<V>(row + i) * a.scale <= V{} + best.threshold);
            bool some = false;
            for (int i = 0; i < lanes; i++) some |= any[i] != 0;
            if (!some) continue;
            for (int64_t i = 0; i < keys; i++) {
                const T score = row[i] * a.scale;
                if (score <= best.threshold) continue;
                best.found[best.count++] = {score == score ? score : (T)INFINITY, a.first + (a.order ? a.order[s + i] : s + i)};
            }
            if (best.count + kKeys > a.room) shrink(best, a.keep);
        }
    }
}

}  // namespace

template <>
const ColumnKernels<float> ColumnSets<float>::UNIMEM_SET = {scan_columns<float>};
template <>
const ColumnKernels<double> ColumnSets<double>::UNIMEM_SET = {scan_columns<double>};

}  // namespace unimem
