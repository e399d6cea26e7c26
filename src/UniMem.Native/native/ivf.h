// Inverted lists: what is shared between the part that knows libtorch and the parts compiled for one instruction set each.
#pragma once

#include "topk.h"

namespace unimem {

// Queries against keys that stand as columns of `padded` numbers, a multiple of kColumns; what scores well goes to the query's best.
template <class T>
struct Columns {
    int64_t queries, width, keys, padded;
    const T* q;
    int64_t step;
    const T* turned;
    T scale;
    const int32_t* order;  // column of each key after `first`; null: as they stand
    int64_t first;
    Best<T>* const* bests;
    int64_t keep, room;
};

constexpr int64_t kColumns = 16;  // a multiple of every vector width

template <class T>
struct ColumnKernels {
    void (*scan)(const Columns<T>& a, T* scratch);  // kQueries * kKeys numbers of scratch, at most kQueries queries
};

template <class T>
struct ColumnSets {
    static const ColumnKernels<T> avx512, avx2, plain;
};

}  // namespace unimem
