// Passes over rows of numbers: what is shared between the parts that know libtorch and the parts compiled for one instruction set each.
#pragma once

#include <cstdint>

#include "half.h"
#include "instruction_sets.h"

namespace unimem {

// One step of AdamW for numbers of which each has made equally many.
struct AdamWStep {
    double rate, beta1, beta2, epsilon, decay;
    double mean_share, root_share;  // 1 - beta1^step, sqrt(1 - beta2^step)
};

// Two attentions of the same queries that become one, some queries of one head: values (lines, width) by steps, log-masses one after another.
template <class S, class T>
struct Merging {
    int64_t lines, width;
    const S *one, *other;
    const T *one_mass, *other_mass;
    int64_t one_step, other_step, result_step;
    S* result;
    T* mass;
    const S* d_result;  // for the way back, as is what follows
    const T* d_mass;    // may be null
    int64_t d_result_step;
    S *d_one, *d_other;
    T *d_one_mass, *d_other_mass;
    int64_t d_step;  // of both
};

// One instruction set's form of the work. Rows are contiguous; every call may run on a thread of its own.
template <class T>
struct RowKernels {
    // y = x * root * weight with root = 1 / sqrt(mean(x^2) + epsilon); roots are kept for the way back.
    void (*norm)(const T* x, const T* weight, int64_t rows, int64_t width, double epsilon, T* y, T* roots);
    // d_weight is added to.
    void (*norm_backward)(const T* d_y, const T* x, const T* weight, const T* roots, int64_t rows, int64_t width, T* d_x, T* d_weight);
    // Losses in nats, 0 where the target is the ignored one; logits become their gradients where that is wanted.
    void (*cross_entropy)(T* logits, const int64_t* targets, int64_t ignored, int64_t rows, int64_t vocabulary, bool gradients, T* losses);
    double (*squares)(const T* x, int64_t count);
    void (*scale)(T* x, int64_t count, T factor);
    void (*adamw)(const AdamWStep& step, T* parameter, const T* gradient, T* mean, T* square, int64_t count);
};

// The same for rows whose numbers are kept as S, which may be narrower than the type T that is computed in.
template <class S, class T>
struct KeptRowKernels {
    // x (rows, 2 half): gate, then what it gates. y (rows, half) = silu(gate) * gated.
    void (*swiglu)(const S* x, int64_t rows, int64_t half, S* y);
    void (*swiglu_backward)(const S* d_y, const S* x, int64_t rows, int64_t half, S* d_x);
    void (*merge)(const Merging<S, T>& m);
    void (*merge_backward)(const Merging<S, T>& m);
    // Lines of 2 half numbers: pairs (i, i + half) turned by the angles of cos and sin (lines, half), forth by sign 1 and back by -1.
    void (*turn)(const S* x, int64_t x_step, const T* cos, const T* sin, T sign, int64_t lines, int64_t half, S* y, int64_t y_step);
};

template <class T>
struct RowSets {
    static const RowKernels<T> avx512, avx2, plain;
};

template <class S, class T>
struct KeptRowSets {
    static const KeptRowKernels<S, T> avx512, avx2, plain;
};

template <class T>
const RowKernels<T>& row_kernels() {
    static const RowKernels<T>& best = best_of(RowSets<T>::avx512, RowSets<T>::avx2, RowSets<T>::plain);
    return best;
}

template <class S, class T>
const KeptRowKernels<S, T>& kept_row_kernels() {
    using Sets = KeptRowSets<S, T>;
    static const KeptRowKernels<S, T>& best = best_of(Sets::avx512, Sets::avx2, Sets::plain);
    return best;
}

}  // namespace unimem
